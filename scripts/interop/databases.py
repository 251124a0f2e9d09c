"""The two databases that are shared, seen from outside: how to name them, and what their schema and rows look like."""
import os
import re
import sqlite3
import subprocess
from urllib.parse import urlsplit

from harness import fail

SQLALCHEMY_TIME = re.compile(r'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}')


class Sqlite:
    name = 'SQLite'

    def __init__(self, folder, number):
        self.path = os.path.join(folder, f'glance-{number}.sqlite')
        self.url = f'sqlite:///{self.path}'

    def query(self, sql):
        with sqlite3.connect(f'file:{self.path}?mode=ro', uri=True) as connection:
            return connection.execute(sql).fetchall()

    def tables(self):
        return [name for name, in self.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]

    def schema(self):
        """Columns, indexes and foreign keys by table, as comparable facts."""
        facts = set()
        for table in self.tables():
            facts |= {('column', table, name, kind, required, default, key)
                      for _, name, kind, required, default, key in self.query(f'PRAGMA table_info({table})')}
            facts |= {('foreign key', table, *row[2:7]) for row in self.query(f'PRAGMA foreign_key_list({table})')}
            for _, name, unique, _, _ in self.query(f'PRAGMA index_list({table})'):
                columns = tuple(row[2] for row in self.query(f'PRAGMA index_info({name})'))
                facts.add(('index', table, 'constraint' if name.startswith('sqlite_autoindex') else name, unique, columns))
        return facts

    def oddities(self):
        """Values that SQLAlchemy would have written in another shape."""
        odd = []
        for table in self.tables():
            columns = [row[1] for row in self.query(f'PRAGMA table_info({table})') if row[2] == 'DATETIME']
            for column in columns:
                odd += [f'{table}.{column} {value!r}' for value, in self.query(f'SELECT {column} FROM {table}')
                        if value is not None and not (isinstance(value, str) and SQLALCHEMY_TIME.fullmatch(value))]
        return odd


class MariaDb:
    name = 'MariaDB'

    def __init__(self, _folder, number):
        url = os.environ.get('GLANCE_TEST_MYSQL_URL') or fail('GLANCE_TEST_MYSQL_URL is not set: scripts/peers/up mariadb')
        self.server = urlsplit(url)
        self.database = f'glance_sharing_{os.getpid()}_{number}'
        self.url = f'mysql+pymysql://{self.server.netloc}/{self.database}'
        self.sql(f'CREATE DATABASE {self.database} CHARACTER SET utf8mb4')

    def sql(self, text):
        server = self.server
        done = subprocess.run(['mariadb', '--no-defaults', '-h', server.hostname, '-P', str(server.port), '-u', server.username,
                               f'-p{server.password}', '--batch', '--raw', '-N', '-e', text],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            fail(f'{text}: {done.stderr}')
        return [tuple(line.split('\t')) for line in done.stdout.splitlines()]

    def schema(self):
        mine = f"table_schema = '{self.database}'"
        columns = self.sql('SELECT table_name, column_name, column_type, is_nullable, column_default, collation_name, extra '
                           f'FROM information_schema.columns WHERE {mine}')
        indexes = self.sql('SELECT table_name, index_name, non_unique, group_concat(column_name ORDER BY seq_in_index) '
                           f'FROM information_schema.statistics WHERE {mine} GROUP BY 1, 2, 3')
        keys = self.sql('SELECT table_name, column_name, referenced_table_name, referenced_column_name '
                        f'FROM information_schema.key_column_usage WHERE {mine} AND referenced_table_name IS NOT NULL')
        return ({('column', *row) for row in columns} | {('index', *row) for row in indexes}
                | {('foreign key', *row) for row in keys})

    def oddities(self):
        return []

    def drop(self):
        self.sql(f'DROP DATABASE {self.database}')
