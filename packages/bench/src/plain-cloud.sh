#!/bin/bash
# The yardstick of `npm run bench -- cloud`: the whole cloud by the commands of its manuals, as a good engineer would write them down.
# Real services of 2026.2 in a Python environment, MariaDB, RabbitMQ, the databases of OVN, the fake hypervisor, up to the first server
# that is ACTIVE and has an address.
#   plain-cloud.sh ROOT      a line "seconds milestone" each; packages of Debian and the Python environment are part of it
# ROOT must not exist. uv is on PATH, a bare Debian 12 is enough. Everything is left running: who wants it stopped runs `plain-cloud.sh ROOT stop`.
set -euo pipefail
unset PYTHONDONTWRITEBYTECODE
mkdir -p "$1"; R=$(realpath "$1"); V=$R/venv; H=127.0.0.1; PW=s3cret; T0=$(date +%s%N)
say() { printf '%7.2f  %s\n' "$(awk "BEGIN {print ($(date +%s%N) - $T0) / 1e9}")" "$*"; }
stop_all() { while read -r x; do kill -TERM -- "-$x" "$x" 2>/dev/null || true; done <"$R/pids"; sleep 3
  while read -r x; do kill -KILL -- "-$x" "$x" 2>/dev/null || true; done <"$R/pids"; ERL_EPMD_PORT=14369 epmd -kill >/dev/null 2>&1 || true; }
if [ "${2:-}" = stop ]; then stop_all; exit; fi
bg() { local n=$1; shift; setsid "$@" >"$R/log/$n.log" 2>&1 & echo $! >>"$R/pids"; }
until_ok() { local n=$1; shift; for _ in $(seq 1200); do "$@" >/dev/null 2>&1 && return; sleep 0.05; done; echo "timeout: $n"; tail -20 "$R/log/$n.log"; exit 1; }
mkdir -p "$R"/{log,mysql,rabbit,ovn,keystone/fernet,keystone/cred,keystone/receipt,glance/{data,stage,tasks},placement,nova/instances,compute,neutron,lock,run}
export OS_PLACEMENT_CONFIG_DIR=$R/placement OS_GLANCE_CONFIG_DIR=$R/glance OS_KEYSTONE_CONFIG_FILES=$R/keystone/keystone.conf
DB=13306 MQ=15672 KS=15000 GL=19292 PL=18778 NV=18774 NE=19696 NB=16641 SB=16642
# packages: nothing is started by them
if ! command -v mariadbd ovn-northd jq curl python3 /usr/lib/rabbitmq/bin/rabbitmq-server >/dev/null; then
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends python3 mariadb-server rabbitmq-server ovn-central jq curl >"$R/log/apt.log" 2>&1
  say "packages of Debian"
fi
uv venv --quiet --python /usr/bin/python3 "$V"
uv pip install --quiet --python "$V/bin/python" --compile-bytecode keystone==30.0.0 glance==33.0.0 openstack-placement==16.0.0 nova==34.0.0 neutron==29.0.0 pyuwsgi PyMySQL fixtures >"$R/log/uv.log" 2>&1
say "Python environment"
DBU=""; [ "$(id -u)" = 0 ] && DBU="--user=root"
# infrastructure
( mariadb-install-db --no-defaults --datadir="$R/mysql" --auth-root-authentication-method=normal --skip-test-db $DBU >"$R/log/dbinit.log" 2>&1; touch "$R/run/dbinit" ) &
cat >"$R/rabbit/rabbit.conf" <<X
listeners.tcp.1 = $H:$MQ
default_user = ds
default_pass = $PW
X
echo '[].' >"$R/rabbit/plugins"
bg rabbit env HOME="$R/rabbit" RABBITMQ_NODENAME=ds@localhost RABBITMQ_MNESIA_BASE="$R/rabbit/m" RABBITMQ_LOG_BASE="$R/log" RABBITMQ_ENABLED_PLUGINS_FILE="$R/rabbit/plugins" \
  RABBITMQ_CONFIG_FILE="$R/rabbit/rabbit.conf" RABBITMQ_PID_FILE="$R/rabbit/pid" RABBITMQ_DIST_PORT=25673 ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=14369 RABBITMQ_CONF_ENV_FILE=/nonexistent /usr/lib/rabbitmq/bin/rabbitmq-server
cd "$R/ovn"
for d in nb sb; do ovsdb-tool create $d.db /usr/share/ovn/ovn-$d.ovsschema; done
ovsdb-server --detach --no-chdir --pidfile="$R/ovn/nb.pid" --log-file="$R/log/nb.log" --unixctl="$R/ovn/nb.ctl" --remote=punix:"$R/ovn/nb.sock" --remote=ptcp:$NB:$H nb.db
ovsdb-server --detach --no-chdir --pidfile="$R/ovn/sb.pid" --log-file="$R/log/sb.log" --unixctl="$R/ovn/sb.ctl" --remote=punix:"$R/ovn/sb.sock" --remote=ptcp:$SB:$H sb.db
ovn-nbctl --db=unix:"$R/ovn/nb.sock" init; ovn-sbctl --db=unix:"$R/ovn/sb.sock" init
ovn-northd --detach --no-chdir --pidfile="$R/ovn/northd.pid" --log-file="$R/log/northd.log" --unixctl="$R/ovn/northd.ctl" --ovnnb-db=unix:"$R/ovn/nb.sock" --ovnsb-db=unix:"$R/ovn/sb.sock"
CH=$(cat /proc/sys/kernel/random/uuid)
ovn-sbctl --db=unix:"$R/ovn/sb.sock" chassis-add "$CH" geneve $H
ovn-sbctl --db=unix:"$R/ovn/sb.sock" set chassis "$CH" hostname=ds-host other_config:ovn-bridge-mappings=public:br-ex
CU=$(ovn-sbctl --db=unix:"$R/ovn/sb.sock" --bare --columns=_uuid find chassis name="$CH")
ovn-sbctl --db=unix:"$R/ovn/sb.sock" create chassis_private name="$CH" chassis="$CU" >/dev/null
until [ -f "$R/run/dbinit" ]; do sleep 0.05; done
bg mysql mariadbd --no-defaults --datadir="$R/mysql" --socket="$R/mysql/sock" --port=$DB --bind-address=$H --pid-file="$R/mysql/pid" --max_connections=1024 --innodb_buffer_pool_size=64M --innodb_flush_log_at_trx_commit=0 --sync_binlog=0 $DBU
until_ok mysql mariadb-admin --no-defaults --socket="$R/mysql/sock" -u root ping
for d in keystone glance placement nova_api nova_cell0 nova neutron; do echo "CREATE DATABASE $d CHARACTER SET utf8mb3;"; done | cat - <(echo "CREATE USER 'os'@'%' IDENTIFIED BY '$PW'; GRANT ALL ON *.* TO 'os'@'%'; CREATE USER 'os'@'localhost' IDENTIFIED BY '$PW'; GRANT ALL ON *.* TO 'os'@'localhost';") | mariadb --no-defaults --socket="$R/mysql/sock" -u root
say "databases up"
url() { echo "mysql+pymysql://os:$PW@$H:$DB/$1?charset=utf8"; }
MQURL="rabbit://ds:$PW@$H:$MQ/"
ksauth() { cat <<X
auth_type = password
auth_url = http://$H:$KS
username = $1
password = $PW
user_domain_id = default
project_name = service
project_domain_id = default
X
}
# configuration
cat >"$R/keystone/keystone.conf" <<X
[DEFAULT]
public_endpoint = http://$H:$KS
[database]
connection = $(url keystone)
[token]
provider = fernet
[fernet_tokens]
key_repository = $R/keystone/fernet
[fernet_receipts]
key_repository = $R/keystone/receipt
[credential]
key_repository = $R/keystone/cred
[identity]
password_hash_rounds = 4
[cache]
enabled = true
backend = dogpile.cache.memory
X
cat >"$R/glance/glance-api.conf" <<X
[DEFAULT]
enabled_backends = s1:file
public_endpoint = http://$H:$GL
worker_self_reference_url = http://$H:$GL
[glance_store]
default_backend = s1
[s1]
filesystem_store_datadir = $R/glance/data
[os_glance_staging_store]
filesystem_store_datadir = $R/glance/stage
[os_glance_tasks_store]
filesystem_store_datadir = $R/glance/tasks
[database]
connection = $(url glance)
[oslo_concurrency]
lock_path = $R/lock
[paste_deploy]
flavor = keystone
config_file = $V/etc/glance/glance-api-paste.ini
[keystone_authtoken]
www_authenticate_uri = http://$H:$KS
$(ksauth glance)
X
cat >"$R/placement/placement.conf" <<X
[placement_database]
connection = $(url placement)
[keystone_authtoken]
www_authenticate_uri = http://$H:$KS
$(ksauth placement)
X
nova_common() { cat <<X
[DEFAULT]
my_ip = $H
host = ds-host
state_path = $1
instances_path = $R/nova/instances
transport_url = $MQURL
compute_driver = fake.FakeDriverWithoutFakeNodes
[oslo_concurrency]
lock_path = $R/lock
[wsgi]
api_paste_config = $V/etc/nova/api-paste.ini
[conductor]
workers = 1
[scheduler]
workers = 1
[quota]
driver = nova.quota.NoopQuotaDriver
[keystone_authtoken]
www_authenticate_uri = http://$H:$KS
$(ksauth nova)
[placement]
region_name = RegionOne
$(ksauth nova)
[neutron]
region_name = RegionOne
$(ksauth nova)
[service_user]
send_service_user_token = true
$(ksauth nova)
[glance]
region_name = RegionOne
[vnc]
enabled = false
X
}
{ nova_common "$R/nova"; echo "[api_database]
connection = $(url nova_api)
[database]
connection = $(url nova)"; } >"$R/nova/nova.conf"
sed "s#^connection = $(url nova | sed 's/[?]/[?]/')#connection = $(url nova_cell0)#" "$R/nova/nova.conf" >"$R/nova/cell0.conf"
cp "$V/etc/nova/api-paste.ini" "$R/nova/"
nova_common "$R/compute" >"$R/compute/nova.conf"
cat >"$R/neutron/neutron.conf" <<X
[DEFAULT]
core_plugin = ml2
service_plugins = ovn-router
host = ds-host
state_path = $R/neutron
api_paste_config = $V/etc/neutron/api-paste.ini
transport_url = $MQURL
rpc_workers = 0
rpc_state_report_workers = 0
notify_nova_on_port_status_changes = true
notify_nova_on_port_data_changes = true
[database]
connection = $(url neutron)
[oslo_concurrency]
lock_path = $R/lock
[keystone_authtoken]
www_authenticate_uri = http://$H:$KS
$(ksauth neutron)
[nova]
region_name = RegionOne
$(ksauth nova)
[placement]
region_name = RegionOne
$(ksauth nova)
X
cat >"$R/neutron/ml2_conf.ini" <<X
[ml2]
type_drivers = local,flat,vlan,geneve
project_network_types = geneve
mechanism_drivers = ovn
extension_drivers = port_security
[ml2_type_geneve]
vni_ranges = 1:65536
max_header_size = 38
[ml2_type_flat]
flat_networks = public
[ovn]
ovn_nb_connection = tcp:$H:$NB
ovn_sb_connection = tcp:$H:$SB
[securitygroup]
enable_security_group = true
X
export PATH=$V/bin:$PATH
uw() { local n=$1 m=$2 port=$3; shift 3; bg "$n" "$@" "$V/bin/uwsgi" --venv "$V" --http-socket $H:$port --module "$m:application" --master --processes 1 --threads 8 --lazy-apps --enable-threads --die-on-term --buffer-size 65535 --add-header "Connection: close"; }
# identity
KM="keystone-manage --config-file $R/keystone/keystone.conf"; KU=""; [ "$(id -u)" = 0 ] && KU="--keystone-user root --keystone-group root"
j() { local n=$1; shift; "$@" >"$R/log/$n.log" 2>&1 || { echo "failed: $n"; tail -20 "$R/log/$n.log"; exit 1; }; }
( j glance-db glance-manage --config-file "$R/glance/glance-api.conf" db_sync ) & A1=$!
( j placement-db placement-manage --config-file "$R/placement/placement.conf" db sync ) & A2=$!
( j api-db nova-manage --config-file "$R/nova/nova.conf" api_db sync
  j cell0-db nova-manage --config-file "$R/nova/cell0.conf" db sync --local_cell
  j cell1-db nova-manage --config-file "$R/nova/nova.conf" db sync --local_cell
  j map0 nova-manage --config-file "$R/nova/nova.conf" cell_v2 map_cell0 --database_connection "$(url nova_cell0)"
  j cell1 nova-manage --config-file "$R/nova/nova.conf" cell_v2 create_cell --name cell1 ) & A3=$!
( j neutron-db neutron-db-manage --config-file "$R/neutron/neutron.conf" --config-file "$R/neutron/ml2_conf.ini" upgrade head ) & A4=$!
j fernet $KM fernet_setup $KU & B1=$!
j cred $KM credential_setup $KU & B2=$!
j ks-db $KM db_sync
wait $B1 $B2
j boot $KM bootstrap --bootstrap-username admin --bootstrap-password $PW --bootstrap-project-name admin --bootstrap-role-name admin --bootstrap-service-name keystone --bootstrap-region-id RegionOne --bootstrap-public-url http://$H:$KS --bootstrap-internal-url http://$H:$KS --bootstrap-admin-url http://$H:$KS
uw keystone keystone.wsgi.api $KS env
until_ok keystone curl -sf http://$H:$KS/v3
say "keystone answers"
tok() { curl -s -i -XPOST http://$H:$KS/v3/auth/tokens -H 'content-type: application/json' -d '{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin","domain":{"id":"default"},"password":"'$PW'"}}},"scope":{"project":{"name":"admin","domain":{"id":"default"}}}}}' | tr -d '\r' | awk 'tolower($1)=="x-subject-token:"{print $2}'; }
TOK=$(tok); [ "$TOK" ] || { echo "no token"; exit 1; }
say "first token"
api() { local m=$1 u=$2; shift 2; curl -s -X "$m" "$u" -H "X-Auth-Token: $TOK" -H 'content-type: application/json' -H 'OpenStack-API-Version: compute 2.90' "$@"; }
K=http://$H:$KS/v3
SP=$(api POST $K/projects -d '{"project":{"name":"service","domain_id":"default"}}' | jq -r .project.id)
role() { api GET "$K/roles?name=$1" | jq -r '.roles[0].id'; }
RS=$(role service) RA=$(role admin)
for u in glance placement nova neutron; do
  U=$(api POST $K/users -d '{"user":{"name":"'$u'","domain_id":"default","password":"'$PW'"}}' | jq -r .user.id)
  for r in $RS $RA; do api PUT $K/projects/$SP/users/$U/roles/$r; done
done
cat_entry() { local s=$(api POST $K/services -d '{"service":{"name":"'$1'","type":"'$2'"}}' | jq -r .service.id)
  for i in public internal admin; do api POST $K/endpoints -d '{"endpoint":{"service_id":"'$s'","interface":"'$i'","region_id":"RegionOne","url":"'$3'"}}' >/dev/null; done; }
cat_entry glance image http://$H:$GL; cat_entry placement placement http://$H:$PL; cat_entry nova compute http://$H:$NV/v2.1; cat_entry neutron network http://$H:$NE
say "catalog"
wait $A1; uw glance glance.wsgi.api $GL env
wait $A2; uw placement placement.wsgi.api $PL env
wait $A4; uw neutron neutron.wsgi.api $NE env OS_NEUTRON_CONFIG_DIR=$R/neutron OS_NEUTRON_CONFIG_FILES="neutron.conf;ml2_conf.ini"
wait $A3; say "schemas"
until_ok rabbit bash -c "exec 3<>/dev/tcp/$H/$MQ"
bg conductor nova-conductor --config-file "$R/nova/nova.conf"
bg scheduler nova-scheduler --config-file "$R/nova/nova.conf"
uw nova-api nova.wsgi.osapi_compute $NV env OS_NOVA_CONFIG_DIR=$R/nova
bg neutron-maint neutron-ovn-maintenance-worker --config-file "$R/neutron/neutron.conf" --config-file "$R/neutron/ml2_conf.ini"
until_ok placement curl -sf http://$H:$PL/
until_ok conductor grep -q . "$R/log/conductor.log"
bg compute nova-compute --config-file "$R/compute/nova.conf"
until_ok glance curl -s http://$H:$GL/
until_ok nova-api curl -sf http://$H:$NV/
until_ok neutron curl -sf http://$H:$NE/
api GET http://$H:$NE/v2.0/networks >/dev/null
say "APIs answer"
head -c 1048576 /dev/urandom >"$R/img"
IMG=$(api POST http://$H:$GL/v2/images -d '{"name":"tiny","disk_format":"raw","container_format":"bare","visibility":"public"}' | jq -r .id)
curl -s -XPUT http://$H:$GL/v2/images/$IMG/file -H "X-Auth-Token: $TOK" -H 'content-type: application/octet-stream' --data-binary @"$R/img"
NET=$(api POST http://$H:$NE/v2.0/networks -d '{"network":{"name":"private"}}' | jq -r .network.id)
api POST http://$H:$NE/v2.0/subnets -d '{"subnet":{"network_id":"'$NET'","ip_version":4,"cidr":"10.11.0.0/24"}}' >/dev/null
FL=$(api POST http://$H:$NV/v2.1/flavors -d '{"flavor":{"name":"m1.nano","ram":64,"vcpus":1,"disk":0}}' | jq -r .flavor.id)
comp() { api GET "http://$H:$NV/v2.1/os-services?binary=nova-compute" | jq -e '.services[0].state=="up"'; }
until_ok compute comp
say "compute up"
j discover nova-manage --config-file "$R/nova/nova.conf" cell_v2 discover_hosts
say "host discovered"
SV=$(api POST http://$H:$NV/v2.1/servers -d '{"server":{"name":"s1","imageRef":"'$IMG'","flavorRef":"'$FL'","networks":[{"uuid":"'$NET'"}]}}' | jq -r .server.id)
active() { api GET http://$H:$NV/v2.1/servers/$SV | jq -e '.server.status=="ACTIVE" and (.server.addresses.private|length>0)'; }
until_ok compute active
say "server ACTIVE with an address"
cat "$R"/ovn/*.pid >>"$R/pids"
