"""The application that uwsgi runs. Cinder looks for its configuration only in the command line, which is that of uwsgi."""
import os
import sys

sys.argv = ['cinder-api', '--config-file', os.environ['CINDER_CONFIGURATION']]

from cinder import policy
from cinder.wsgi import wsgi

application = wsgi.initialize_application()

# Else the first requests read them: slowly, and where two come at once one is answered with 500.
policy.init()
policy._ENFORCER.load_rules()
