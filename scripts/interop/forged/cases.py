"""All that is forged, by name."""
from forged import microsoft, others, qcow2, vmdk

KINDS = {
    'qcow2': qcow2.qcow2_cases, 'vhd': microsoft.vhd_cases, 'vhdx': microsoft.vhdx_cases, 'vmdk': vmdk.vmdk_cases,
    'vdi': others.vdi_cases, 'qed': others.qed_cases, 'iso': others.iso_cases, 'gpt': others.gpt_cases,
    'luks': others.luks_cases, 'several': others.several_cases, 'raw': others.raw_cases,
}


def cases():
    """Each case's name, which begins with its kind, and its data."""
    for kind, made in KINDS.items():
        for name, data in made():
            yield f'{kind}: {name}', data
