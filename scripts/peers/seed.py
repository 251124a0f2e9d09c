"""Brings Keystone to the state that the tests need: projects, users and their roles. Safe to run again.

usage: seed.py AUTH_URL
"""
import sys

import openstack

identity = openstack.connect(
    auth_url=sys.argv[1], username='admin', password='glance-admin-pw', project_name='admin',
    user_domain_id='default', project_domain_id='default', region_name='RegionOne').identity
roles = {role.name: role for role in identity.roles()}


def project(name):
    return identity.find_project(name, domain_id='default') or identity.create_project(name=name, domain_id='default')


def user(name, password, project_name, *role_names):
    found = identity.find_user(name, domain_id='default') or identity.create_user(
        name=name, password=password, domain_id='default')
    for role in role_names:
        identity.assign_project_role_to_user(project(project_name), found, roles[role])


user('glance', 'glance', 'service', 'service', 'admin')
user('demo', 'demo', 'demo', 'member')
user('reader', 'reader', 'demo', 'reader')
