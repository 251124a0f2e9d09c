"""A service in Python, as far as keystonemiddleware goes: for each token on standard input, the status of a request with it.

usage: venv/memcached/bin/python middleware.py OPTIONS        OPTIONS: [keystone_authtoken] as JSON
"""
import json
import sys

import webob
from keystonemiddleware import auth_token


def service(environ, start_response):
    start_response('200 OK', [])
    return [b'']


middleware = auth_token.AuthProtocol(service, json.loads(sys.argv[1]))
for token in sys.stdin.read().split():
    print(webob.Request.blank('/', headers={'X-Auth-Token': token}).get_response(middleware).status_int)
