"""Reads a token "user:project:roles" as the identity it names; Glance's own context filter does the rest."""


class FakeAuth:
    def __init__(self, app):
        self.app = app

    @classmethod
    def factory(cls, _global_conf, **_local_conf):
        return cls

    def __call__(self, environ, start_response):
        token = environ.get('HTTP_X_AUTH_TOKEN')
        if token:
            user, project, roles = token.split(':')
            environ.update(HTTP_X_USER_ID=user, HTTP_X_PROJECT_ID=project, HTTP_X_ROLES=roles,
                           HTTP_X_IDENTITY_STATUS='Confirmed')
        return self.app(environ, start_response)
