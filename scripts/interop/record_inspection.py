r"""Records what Glance's own inspectors make of forged data, for glance-core/tests/inspect to be held against.

usage: ~/.cache/glance-peers/venv/glance/bin/python -B scripts/interop/record_inspection.py \
           >glance-core/tests/inspect/reference.jsonl

One case a line: its name, its length, what stands where in it (all else is zero), and for each format that it was found to
be of the virtual size and the checks that failed.
"""
import io
import json
import logging

from oslo_utils.imageutils import format_inspector

from forged.cases import cases

logging.disable(logging.CRITICAL)
CHUNK = 65536  # as much as Glance's stores read at a time


def look(data):
    """What the reference says of data: format to [virtual size, failed checks], or the name of the error it broke off with."""
    stream = format_inspector.InspectWrapper(io.BytesIO(data))
    while stream.read(CHUNK):
        pass
    stream.close()
    try:
        found = stream.formats
    except Exception as error:
        return type(error).__name__
    return {str(inspector): [size_of(inspector), failures(inspector)] for inspector in sorted(found, key=str)}


def size_of(inspector):
    try:
        return inspector.virtual_size
    except Exception:
        return 'unreadable'


def failures(inspector):
    try:
        inspector.safety_check()
        return []
    except format_inspector.SafetyCheckFailed as error:
        return sorted(error.failures)
    except format_inspector.ImageFormatError:
        return ['complete']


def runs(data):
    """What stands where, without the zeros: [place, text, times], of which each character is a byte."""
    found, at = [], 0
    while (start := next_byte(data, at)) is not None:
        end = data.find(bytes(16), start)
        end = len(data) if end < 0 else end
        found.append([start, *repeated(data[start:end])])
        at = start + len(found[-1][1]) * found[-1][2]
    return found


def next_byte(data, at):
    """Where the next byte is that is not zero."""
    rest = data[at:].lstrip(b'\0')
    return len(data) - len(rest) if rest else None


def repeated(run):
    """The beginning of a long run that is the same again and again, or else all of it, once."""
    for period in range(1, 65):
        unit = run[:period]
        times = next((n for n in range(len(run) // period) if run[n * period:(n + 1) * period] != unit), len(run) // period)
        if times * period > 2000:
            return unit.decode('latin-1'), times
    return run.decode('latin-1'), 1


def record(name, data):
    print(json.dumps({'name': name, 'length': len(data), 'writes': runs(data), 'reference': look(data)}))


for name, data in cases():
    record(name, data)
