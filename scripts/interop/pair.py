"""Two servers that share one configuration file, one database and the folders of their stores."""
import os

from harness import PEERS, PEERS_HOME, Server, check, free_port, run

GLANCE_MANAGE = os.path.join(PEERS_HOME, 'venv', 'glance', 'bin', 'glance-manage')


class Pair:
    """Our server and the real Glance on one configuration file."""

    def __init__(self, program, database, folder, options=''):
        self.program = os.path.abspath(program)
        self.folder, self.database, self.stores = folder, database, {}
        self.config = os.path.join(folder, 'glance-api.conf')
        ours, theirs = free_port(), free_port()
        self.write_config(ours, options)
        self.ours = Server([self.program, 'api', '--config-file', self.config], ours, folder + '/ours.log')
        self.glance = Server([os.path.join(PEERS, 'serve-glance'), folder, str(theirs)], theirs, folder + '/glance.log')

    def write_config(self, port, options):
        for name in ('fast', 'cheap', 'staging', 'tasks'):
            self.stores[name] = os.path.join(self.folder, name)
            os.mkdir(self.stores[name])
        with open(self.config, 'w') as config:
            config.write(f'''[DEFAULT]
bind_host = 127.0.0.1
bind_port = {port}
enabled_backends = fast:file, cheap:file
show_multiple_locations = true
show_image_direct_url = true
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = {self.stores["fast"]}
weight = 100
[cheap]
filesystem_store_datadir = {self.stores["cheap"]}
[os_glance_staging_store]
filesystem_store_datadir = {self.stores["staging"]}
[os_glance_tasks_store]
filesystem_store_datadir = {self.stores["tasks"]}
[database]
connection = {self.database.url}
[paste_deploy]
flavor = fakeauth
{options}''')

    def manage(self, *words):
        return run(self.program, 'manage', '--config-file', self.config, 'db', *words)

    def glance_manage(self, *words):
        return run('env', 'PYTHONWARNINGS=ignore', GLANCE_MANAGE, '--config-file', self.config, 'db', *words)

    def stop(self):
        codes = (self.ours.stop(), self.glance.stop())
        check('our server ends with exit code 0', codes[0] == 0, f'exit code {codes[0]}')
