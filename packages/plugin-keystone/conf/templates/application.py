"""The application that uwsgi runs.

Keystone reads its policies when somebody first needs them, and answers what other threads are asked meanwhile with 403 or 500. So they are
read before the first request can come.
"""
import sys

import flask
from keystone.common.rbac_enforcer import enforcer
from keystone.server import wsgi

application = wsgi.initialize_public_application()

# Within a request its policies are read without a warning for each that is deprecated.
with flask.Flask(__name__).test_request_context():
    try:
        enforcer.RBACEnforcer()._enforcer.load_rules()
    except AttributeError as error:
        print(f'the policies are read with the first request: {error}', file=sys.stderr)
