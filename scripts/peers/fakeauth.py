"""Reads a token "user:project:roles" as the identity it names; Glance's own context filter does the rest."""
from urllib.parse import unquote


class FakeAuth:
    def __init__(self, app):
        self.app = app

    @classmethod
    def factory(cls, _global_conf, **_local_conf):
        return cls

    def __call__(self, environ, start_response):
        # python-glanceclient percent-encodes the token's colons and commas
        parts = unquote(environ.get('HTTP_X_AUTH_TOKEN', '')).split(':')
        if len(parts) == 3:
            environ.update(HTTP_X_USER_ID=parts[0], HTTP_X_PROJECT_ID=parts[1], HTTP_X_ROLES=parts[2],
                           HTTP_X_IDENTITY_STATUS='Confirmed')
        return self.app(environ, start_response)
