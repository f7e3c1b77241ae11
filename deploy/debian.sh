#!/usr/bin/env bash
# Sets Dispatch up on one Debian machine: PostgreSQL, RabbitMQ, two servers, and nginx before them.
#
#   deploy/debian.sh         sets everything up; run again, it updates the program and restarts one server after the other
#   deploy/debian.sh start   starts what was set up, as it is
#   deploy/debian.sh stop    stops it: first no new requests, then the servers with what they have begun, then the rest
#   deploy/debian.sh backup [FOLDER]    dumps the database, beside the servers, into /var/backups/dispatch or the folder given
#   deploy/debian.sh restore FILE       puts such a dump in the place of the database, which is kept under another name
#
# Run it as root, from a checkout, with the .NET SDK installed. Secrets and data are made once and kept. Where systemd does
# not run, the script starts the services itself; nothing restarts them there.
#
#   DISPATCH_ADDRESS, DISPATCH_PORT                   where nginx listens: 0.0.0.0 and 80
#   DISPATCH_CERTIFICATE, DISPATCH_CERTIFICATE_KEY    the certificate with its chain, and its key, in PEM, or links to them:
#                                                     /etc/dispatch/tls/fullchain.pem and privkey.pem; where they are there, nginx
#                                                     speaks HTTPS, and its other port only sends people there
#   DISPATCH_TLS_PORT                                 where: 443
#   DISPATCH_SERVER_1_PORT, DISPATCH_SERVER_2_PORT    where the servers listen on loopback: 5081 and 5082
#   DISPATCH_CLUSTER, DISPATCH_POSTGRES_PORT          the PostgreSQL cluster: main, on 5432; made when it is not there
#   DISPATCH_AMQP_ADDRESS, DISPATCH_AMQP_PORT         where RabbitMQ listens: 127.0.0.1 and 5672
#   DISPATCH_USER                                     who the servers run as: dispatch
#   DISPATCH_BACKUPS                                  how many dumps of a folder are kept: 14
#   DISPATCH_PREFIX                                   everything below this folder, with a cluster, a broker and an nginx of its
#                                                     own, without systemd, and for root or anybody else; made for trying out
#   DISPATCH_DIST_PORT, DISPATCH_EPMD_PORT            two more ports that such a broker needs: 25673 and 4370
set -euo pipefail
umask 022

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
prefix=${DISPATCH_PREFIX:-}
address=${DISPATCH_ADDRESS:-$([ -n "$prefix" ] && echo 127.0.0.1 || echo 0.0.0.0)}
port=${DISPATCH_PORT:-80}
server_ports=([1]=${DISPATCH_SERVER_1_PORT:-5081} [2]=${DISPATCH_SERVER_2_PORT:-5082})
cluster=${DISPATCH_CLUSTER:-main}
postgres_port=${DISPATCH_POSTGRES_PORT:-5432}
amqp_address=${DISPATCH_AMQP_ADDRESS:-127.0.0.1}
amqp_port=${DISPATCH_AMQP_PORT:-5672}
tls_port=${DISPATCH_TLS_PORT:-443}
backups_kept=${DISPATCH_BACKUPS:-14}

etc=$prefix/etc/dispatch
opt=$prefix/opt/dispatch
lib=$prefix/var/lib/dispatch
log=$prefix/var/log/dispatch
run=$prefix/run/dispatch
backups=$prefix/var/backups/dispatch
wrapper=$prefix/usr/local/bin/dispatch
certificate=${DISPATCH_CERTIFICATE:-$etc/tls/fullchain.pem}
certificate_key=${DISPATCH_CERTIFICATE_KEY:-$etc/tls/privkey.pem}

say() { printf '%s\n' "$*"; }
give_up() {
  printf 'debian.sh: %s\n' "$*" >&2
  exit 1
}

is_root=no
[ "$(id -u)" != 0 ] || is_root=yes
with_systemd=no
[ -n "$prefix" ] || [ ! -d /run/systemd/system ] || with_systemd=yes

with_tls=no
if [ -e "$certificate" ] || [ -n "${DISPATCH_CERTIFICATE:-}" ]; then with_tls=yes; fi

# Under a prefix anybody may run it; then all services are theirs.
if [ $is_root = yes ]; then
  user=${DISPATCH_USER:-dispatch} postgres_user=postgres rabbit_user=rabbitmq
else
  [ -n "$prefix" ] || give_up 'Run it as root, or under a DISPATCH_PREFIX of your own.'
  user=$(id -un) postgres_user=$user rabbit_user=$user
fi

# Where somebody else starts the services, their own settings count; under a prefix, these.
export PG_CLUSTER_CONF_ROOT=$prefix/etc/postgresql
rabbit_bin=/usr/lib/rabbitmq/bin # not the scripts in sbin: they change directory and insist on a user
rabbit_lib=$prefix/var/lib/rabbitmq
rabbit_environment=(HOME="$rabbit_lib" LANG=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin" RUNNING_UNDER_SYSTEMD=true) # so its start script becomes the broker
epmd_port=4369
nginx=(/usr/sbin/nginx)
nginx_pid=/run/nginx.pid
if [ -n "$prefix" ]; then
  epmd_port=${DISPATCH_EPMD_PORT:-4370}
  rabbit_environment+=(
    ERL_EPMD_ADDRESS=127.0.0.1
    ERL_EPMD_PORT="$epmd_port"
    RABBITMQ_NODENAME="dispatch$amqp_port@localhost"
    RABBITMQ_DIST_PORT="${DISPATCH_DIST_PORT:-25673}"
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
    RABBITMQ_CONF_ENV_FILE="$prefix/etc/rabbitmq/rabbitmq-env.conf"
    RABBITMQ_CONFIG_FILE="$prefix/etc/rabbitmq/rabbitmq"
    RABBITMQ_CONFIG_FILES="$prefix/etc/rabbitmq/conf.d"
    RABBITMQ_ADVANCED_CONFIG_FILE="$prefix/etc/rabbitmq/advanced"
    RABBITMQ_ENABLED_PLUGINS_FILE="$prefix/etc/rabbitmq/enabled_plugins"
    RABBITMQ_MNESIA_BASE="$rabbit_lib/mnesia"
    RABBITMQ_LOG_BASE="$prefix/var/log/rabbitmq"
    RABBITMQ_PID_FILE="$rabbit_lib/pid"
  )
  nginx_pid=$run/nginx.pid
  nginx+=(-e "$log/nginx.error.log" -c "$prefix/etc/nginx/nginx.conf")
fi

# become USER COMMAND...: in place of this shell, so that the process id stays the one that was noted.
become() {
  local who=$1
  shift
  if [ $is_root = yes ]; then
    exec setpriv --reuid="$who" --regid="$who" --init-groups -- "$@"
  else
    exec "$@"
  fi
}
as() (cd / && become "$@")

# folder MODE USER PATH...
folder() {
  local mode=$1 who=$2
  shift 2
  if [ $is_root = yes ]; then install -d -m "$mode" -o "$who" -g "$who" "$@"; else install -d -m "$mode" "$@"; fi
}

# place MODE FILE: the standard input becomes the file, at once and whole; the group is the servers'. $changed says whether it did.
place() {
  local new
  changed=no
  new=$(mktemp "$2.XXXXXX")
  cat >"$new"
  if [ $is_root = yes ]; then chown "root:$(id -gn "$user")" "$new"; fi
  chmod "$1" "$new"
  if cmp -s "$new" "$2" && [ "$(stat -c %a "$2")" = "${1#0}" ]; then
    rm "$new"
  else
    mv "$new" "$2"
    changed=yes
  fi
}

# await SECONDS WHAT COMMAND...
await() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || give_up "$what"
    sleep 0.1
  done
}

# --- Processes, where systemd does not look after them -----------------------------------------------------------------------

# The moment a process was started tells it from another that got its id later.
since() {
  local fields
  fields=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -ra fields <<<"${fields##*) }"
  [ "${fields[0]}" != Z ] && echo "${fields[19]}"
}

# The id of a process that was begun and still runs.
pid_of() {
  local pid started
  read -r pid started 2>/dev/null <"$run/$1.pid" && [ "$(since "$pid")" = "$started" ] && echo "$pid"
}

# begin NAME USER COMMAND...: in a session of its own; its exit code goes to its log and to NAME.exit.
begin() {
  local name=$1 who=$2 pid
  shift 2
  rm -f "$run/$name.pid" "$run/$name.exit"
  # shellcheck disable=SC2016
  (cd / && exec setsid bash -c '
    "${@:2}" &
    echo $! >"$1.id"
    code=0
    wait $! || code=$?
    echo "ended with exit code $code"
    echo $code >"$1.exit"
  ' dispatch "$run/$name" $([ $is_root = no ] || echo "setpriv --reuid=$who --regid=$who --init-groups --") "$@") \
    </dev/null >>"$log/$name.log" 2>&1 &
  await 5 "$name could not be started." test -s "$run/$name.id"
  pid=$(cat "$run/$name.id")
  echo "$pid $(since "$pid")" >"$run/$name.pid"
  rm "$run/$name.id"
}

is_gone() { ! since "$1" >/dev/null; }

# end NAME SECONDS: asks it to stop and waits until it has.
end() {
  local pid
  pid=$(pid_of "$1") || return 0
  kill -TERM "$pid"
  await "$2" "$1 (process $pid) does not stop; its log is $log/$1.log" is_gone "$pid"
  rm -f "$run/$1.pid"
}

# --- Packages ------------------------------------------------------------------------------------------------------------------

# Debian starts a service as soon as it is installed: with its defaults, or not at all where systemd does not run. Both are
# wrong here, so a policy forbids it for the moment. In a subshell of its own: its trap puts things back whatever happens.
install_packages() (
  policy=/usr/sbin/policy-rc.d before=''
  if [ -e $policy ]; then before=$(mktemp) && cp -p $policy "$before"; fi
  trap 'if [ -n "$before" ]; then mv -f "$before" $policy; else rm -f $policy; fi' EXIT
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
  apt-get update -q || true # a list that is a day old may still do
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
)

bring_packages() {
  local missing=()
  [ -x /usr/bin/pg_createcluster ] && compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  [ -x $rabbit_bin/rabbitmq-server ] || missing+=(rabbitmq-server)
  [ -x /usr/sbin/nginx ] || missing+=(nginx)
  command -v setpriv >/dev/null || missing+=(util-linux)
  if [ ${#missing[@]} -gt 0 ]; then
    [ $is_root = yes ] || give_up "Install these as root first: apt-get install ${missing[*]}"
    say "Installing ${missing[*]}"
    install_packages "${missing[@]}" >&2
  fi

  command -v dotnet >/dev/null || give_up 'The .NET SDK 10 is not installed: there is no "dotnet" on the PATH.'
  dotnet=$(readlink -f "$(command -v dotnet)")
  (cd "$checkout" && dotnet --version) >/dev/null || give_up 'The .NET SDK that global.json asks for is not installed.'
  if [ $with_systemd = yes ] && [[ $dotnet == /home/* || $dotnet == /root/* ]]; then
    give_up "The service cannot see $dotnet: install .NET outside of the home folders."
  fi
}

# --- Secrets -------------------------------------------------------------------------------------------------------------------

random_word() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Each in a file that is root's to write and the servers' to read, as the server takes them with its setting "Secrets". Made
# once: what is there stays, also where somebody changed it by hand.
make_secrets() {
  if [ $is_root = yes ]; then install -d -m 0750 -o root -g "$(id -gn "$user")" "$etc/secrets"; else install -d -m 0700 "$etc/secrets"; fi
  # Two servers' pools have to fit into the hundred connections that PostgreSQL allows.
  [ -e "$etc/secrets/ConnectionStrings__Dispatch" ] || place 0640 "$etc/secrets/ConnectionStrings__Dispatch" \
    <<<"Host=127.0.0.1;Port=$postgres_port;Database=dispatch;Username=dispatch;Password=$(random_word);Maximum Pool Size=40"
  [ -e "$etc/secrets/ConnectionStrings__RabbitMq" ] || place 0640 "$etc/secrets/ConnectionStrings__RabbitMq" \
    <<<"amqp://dispatch:$(random_word)@127.0.0.1:$amqp_port/dispatch"
}
database_password() { sed -nE 's/.*Password=([^;]+).*/\1/p' "$etc/secrets/ConnectionStrings__Dispatch"; }
broker_password() { sed -nE 's,amqps?://[^:]*:([^@]+)@.*,\1,p' "$etc/secrets/ConnectionStrings__RabbitMq"; }

# --- PostgreSQL ----------------------------------------------------------------------------------------------------------------

# The cluster's version is the newest that has one of this name, else the newest installed.
find_cluster() {
  postgres_version=$(pg_lsclusters -h | awk -v name="$cluster" '$2 == name { print $1 }' | sort -V | tail -n 1)
  [ -n "$postgres_version" ] || postgres_version=$(find /usr/lib/postgresql -path '*/bin/postgres' | cut -d/ -f5 | sort -V | tail -n 1)
}

has_cluster() { [ -e "$PG_CLUSTER_CONF_ROOT/$postgres_version/$cluster/postgresql.conf" ]; }

make_cluster() {
  find_cluster
  if ! has_cluster; then
    local places=()
    if [ -n "$prefix" ]; then
      folder 0755 "$postgres_user" "$PG_CLUSTER_CONF_ROOT" "$prefix/var/lib/postgresql" "$prefix/var/log/postgresql" "$prefix/run/postgresql"
      places=(
        --datadir "$prefix/var/lib/postgresql/$postgres_version/$cluster"
        --logfile "$prefix/var/log/postgresql/$cluster.log"
        --socketdir "$prefix/run/postgresql"
      )
    fi
    say "Making the PostgreSQL cluster $postgres_version/$cluster"
    pg_createcluster "$postgres_version" "$cluster" --user "$postgres_user" --port "$postgres_port" "${places[@]}" \
      --locale C.UTF-8 --encoding UTF8 -- --auth-local peer --auth-host scram-sha-256 >&2
  fi
  # One that was there before has the port that it has.
  postgres_port=$(pg_conftool -s "$postgres_version" "$cluster" show port)
  postgres_sockets=$(pg_conftool -s "$postgres_version" "$cluster" show unix_socket_directories)
}

cluster_runs() { pg_ctlcluster --skip-systemctl-redirect "$postgres_version" "$cluster" status >/dev/null 2>&1; }

start_postgres() {
  if [ $with_systemd = yes ]; then
    systemctl start "postgresql@$postgres_version-$cluster"
  elif ! cluster_runs; then
    pg_ctlcluster --skip-systemctl-redirect "$postgres_version" "$cluster" start
  fi
}

# sql ARGUMENT...: as the database's superuser; statements that hold passwords come on the standard input, where no listing of processes
# shows them.
sql() { as "$postgres_user" psql -Xq -v ON_ERROR_STOP=1 -h "${postgres_sockets%%,*}" -p "$postgres_port" "$@"; }

# make_database NAME: empty, where there is none, and with the rights of the two roles in it.
make_database() {
  sql -d postgres <<SQL
select 'create database $1 encoding ''UTF8'' template template0' where not exists (select from pg_database where datname = '$1') \gexec
SQL
  sql -d "$1" <"$checkout/deploy/roles.sql"
}

# Kept out of the log.
set_password() {
  sql -d postgres <<SQL
set log_statement = 'none';
set log_min_error_statement = 'panic';
set password_encryption = 'scram-sha-256';
alter role dispatch password '$(database_password)';
SQL
}

# migrate DATABASE PROGRAM: as the owner of the tables, which the servers are not. He has no password: the database's superuser becomes him.
migrate() {
  local address="Host=${postgres_sockets%%,*};Port=$postgres_port;Database=$1;Username=$postgres_user;Options=-c role=dispatch_owner"
  as "$postgres_user" env -i PATH="$PATH" HOME=/nonexistent LANG=C.UTF-8 DOTNET_EnableDiagnostics=0 \
    ConnectionStrings__Dispatch="$address" "$dotnet" "$2/Dispatch.Server.dll" database migrate
}

# --- RabbitMQ ------------------------------------------------------------------------------------------------------------------

set_up_broker() {
  if [ -n "$prefix" ]; then
    folder 0755 "$rabbit_user" "$prefix/etc/rabbitmq" "$prefix/etc/rabbitmq/conf.d" "$prefix/var/log/rabbitmq"
    folder 0700 "$rabbit_user" "$rabbit_lib"
    place 0644 "$prefix/etc/rabbitmq/enabled_plugins" <<<'[].'
    if [ ! -e "$rabbit_lib/.erlang.cookie" ]; then
      # Never, not for a moment, somebody else's to read.
      as "$rabbit_user" sh -c 'umask 277 && cat >"$1"' sh "$rabbit_lib/.erlang.cookie" <<<"$(random_word)"
    fi
  elif ! compgen -G "$rabbit_lib/mnesia/rabbit@*" >/dev/null && ! grep -qs '^NODENAME' /etc/rabbitmq/rabbitmq-env.conf; then
    # A broker without data can still be named. This name needs no name service, survives a new name of the machine, and lets
    # the broker's own port stay on loopback.
    install -d /etc/rabbitmq
    cat >>/etc/rabbitmq/rabbitmq-env.conf <<'ENV'

# Written by Dispatch's deploy/debian.sh.
NODENAME=rabbit@localhost
SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
ENV
  fi

  install -d "$prefix/etc/rabbitmq/conf.d"
  place 0644 "$prefix/etc/rabbitmq/conf.d/50-dispatch.conf" <<CONF
# Written by deploy/debian.sh: DISPATCH_AMQP_ADDRESS and DISPATCH_AMQP_PORT.
listeners.tcp.1 = $amqp_address:$amqp_port
CONF
  broker_changed=$changed
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Returns before it is ready: it takes seconds, in which the program can be built.
start_broker() {
  if [ $with_systemd = yes ]; then
    if [ "${broker_changed:-no}" = yes ]; then systemctl restart rabbitmq-server; else systemctl start rabbitmq-server; fi
    return
  fi
  if [ "${broker_changed:-no}" = yes ]; then end rabbitmq 60; fi
  if ! pid_of rabbitmq >/dev/null; then
    # One that the broker starts by itself would outlive it.
    if ! listens "$epmd_port"; then
      begin epmd "$rabbit_user" epmd -port "$epmd_port" -address 127.0.0.1
    fi
    begin rabbitmq "$rabbit_user" env "${rabbit_environment[@]}" $rabbit_bin/rabbitmq-server
  fi
}

rabbitmqctl() { as "$rabbit_user" env "${rabbit_environment[@]}" $rabbit_bin/rabbitmqctl -q "$@"; }

await_broker() {
  await 90 "RabbitMQ does not listen on port $amqp_port; see its log." listens "$amqp_port"
  rabbitmqctl await_startup --timeout 60
}

# Passwords go through the standard input, where no listing of processes shows them.
make_vhost() {
  rabbitmqctl list_vhosts --no-table-headers | grep -qx dispatch || rabbitmqctl add_vhost dispatch
  if ! rabbitmqctl authenticate_user dispatch <<<"$(broker_password)" >/dev/null 2>&1; then
    if rabbitmqctl list_users --no-table-headers | cut -f1 | grep -qx dispatch; then
      rabbitmqctl change_password dispatch <<<"$(broker_password)" >/dev/null
    else
      rabbitmqctl add_user dispatch <<<"$(broker_password)" >/dev/null
    fi
  fi
  # What the servers declare, write to and read. By the default exchange they set aside what is refused; nobody else needs it.
  local declared='^(dispatch\.(steps|commands|file-order|take-step|errors)|Dispatch\.Contracts:.+|amq\.gen-.+)$'
  local used='^(dispatch\.(steps|commands|file-order|take-step)|Dispatch\.Contracts:.+|amq\.(default|gen-.+))$'
  rabbitmqctl set_permissions -p dispatch dispatch "$declared" "$used" "$used"
  # Everybody knows its password.
  if rabbitmqctl list_users --no-table-headers | cut -f1 | grep -qx guest; then rabbitmqctl delete_user guest; fi
}

# --- The program ---------------------------------------------------------------------------------------------------------------

# Each build has a folder of its own, so that a server that runs keeps the files it was started with. Built aside from the
# checkout: what root leaves there would be in its owner's way.
publish() {
  release=$opt/$(date -u +%Y%m%dT%H%M%S)
  say "Building the program into $release"
  install -d "$opt" "$prefix/var/cache/dispatch"
  # Build servers would outlive this script; the checks of the code were made where it was written.
  (cd "$checkout" && MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 \
    dotnet publish src/Dispatch.Server -c Release -o "$release" --artifacts-path "$prefix/var/cache/dispatch" \
    -v quiet -p:UseSharedCompilation=false -p:RunAnalyzers=false) >&2
}

switch_program() {
  ln -s "$release" "$opt/current.new"
  mv -T "$opt/current.new" "$opt/current"
}

# The one before stays, to go back to.
sweep_programs() {
  find "$opt" -mindepth 1 -maxdepth 1 -type d | sort | head -n -2 | xargs -r rm -r
}

write_settings() {
  # No secrets in here, and made once: these lines are for people to change.
  [ -e "$etc/dispatch.env" ] || place 0644 "$etc/dispatch.env" <<ENV
# Settings of the servers and of the command "dispatch". Secrets are files in the folder below.
ASPNETCORE_ENVIRONMENT=Production
Secrets=$etc/secrets
# The proxy says who called; nobody but the proxy reaches the servers.
ASPNETCORE_FORWARDEDHEADERS_ENABLED=true
# No doors for debuggers in /tmp.
DOTNET_EnableDiagnostics=0
ENV
  local number
  for number in 1 2; do
    place 0644 "$etc/server-$number.env" <<<"ASPNETCORE_URLS=http://127.0.0.1:${server_ports[number]}"
  done

  install -d "$(dirname "$wrapper")"
  place 0755 "$wrapper" <<WRAPPER
#!/bin/sh
# Written by deploy/debian.sh. A command of Dispatch with the settings of the servers, as their user: dispatch verify
set -eu
if [ "\$(id -u)" = 0 ]; then
  set -- setpriv --reuid=$user --regid=$user --init-groups $dotnet $opt/current/Dispatch.Server.dll "\$@"
elif [ "\$(id -un)" = $user ]; then
  set -- $dotnet $opt/current/Dispatch.Server.dll "\$@"
else
  echo 'dispatch: run it as root, or as $user.' >&2
  exit 1
fi
# The caller's own settings stay outside.
exec env -i PATH="\$PATH" HOME=$lib LANG=C.UTF-8 sh -c 'set -a; . "\$0"; exec "\$@"' $etc/dispatch.env "\$@"
WRAPPER
}

# Also where systemd does not run: it may one day.
write_unit() {
  install -d "$prefix/etc/systemd/system"
  place 0644 "$prefix/etc/systemd/system/dispatch@.service" <<UNIT
# Written by deploy/debian.sh. One server; its number is the instance.
[Unit]
Description=Dispatch server %i
# Wanted, not required: a server outlives a restart of either and goes on by itself.
Wants=postgresql.service rabbitmq-server.service
After=network.target postgresql.service rabbitmq-server.service

[Service]
Type=notify
User=$user
Group=$user
EnvironmentFile=$etc/dispatch.env
EnvironmentFile=$etc/server-%i.env
ExecStart=$dotnet $opt/current/Dispatch.Server.dll
StateDirectory=dispatch
WorkingDirectory=$lib
Restart=always
RestartSec=2
# It waits a minute for a database that is away.
TimeoutStartSec=180
# The server gives what it has begun 25 seconds.
TimeoutStopSec=40
KillMode=mixed

# The runtime keeps its heap within three quarters of it; what goes beyond is ended, and starts again.
MemoryMax=1G
TasksMax=512

NoNewPrivileges=true
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=true
PrivateTmp=true
PrivateDevices=true
ProtectClock=true
ProtectControlGroups=true
ProtectHostname=true
ProtectKernelLogs=true
ProtectKernelModules=true
ProtectKernelTunables=true
ProtectProc=invisible
LockPersonality=true
RemoveIPC=true
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077
# Not MemoryDenyWriteExecute: the runtime compiles as it goes.

[Install]
WantedBy=multi-user.target
UNIT
}

# One after the other: while one is away the other has everything, and a program that does not work takes only one down.
restart_servers() {
  local number
  for number in 1 2; do
    say "Starting server $number"
    if [ $with_systemd = yes ]; then
      systemctl restart "dispatch@$number"
    else
      end "server-$number" 40
      # shellcheck disable=SC2016
      begin "server-$number" "$user" env -i PATH="$PATH" HOME="$lib" LANG=C.UTF-8 sh -c 'set -a; . "$1"; . "$2"; shift 2; exec "$@"' \
        sh "$etc/dispatch.env" "$etc/server-$number.env" "$dotnet" "$opt/current/Dispatch.Server.dll"
    fi
    settles "$number" || give_up "$(what_of "$number")"
  done
}

ask() { "$dotnet" "$opt/current/Dispatch.Server.dll" health --url "http://127.0.0.1:${server_ports[$1]}" 2>&1; }
is_ready() { ask "$1" >/dev/null; }

settles() {
  # Longer than the minute that a server itself waits for its database.
  local deadline=$((SECONDS + 90))
  until is_ready "$1"; do
    # systemd starts it again by itself; here a server that ended stays away.
    if [ $with_systemd = no ]; then pid_of "server-$1" >/dev/null || return 1; fi
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

what_of() {
  echo "Server $1 is not ready: $(ask "$1" || true)"
  echo "Its log: $([ $with_systemd = yes ] && echo "journalctl -u dispatch@$1" || echo "$log/server-$1.log")"
  echo "The program before this one is still in $opt: point $opt/current at it and say \"debian.sh start\"."
}

# --- nginx ---------------------------------------------------------------------------------------------------------------------

write_proxy() {
  install -d "$prefix/etc/nginx/conf.d"
  place 0644 "$prefix/etc/nginx/conf.d/dispatch.conf" <<NGINX
# Written by deploy/debian.sh.
upstream dispatch {
  # Connections are not kept, and a server is never thought dead: one that stops refuses at once, and the request goes to the
  # other. With the usual ten seconds of mistrust both would be out when they are restarted one after the other.
  server 127.0.0.1:${server_ports[1]} max_fails=0;
  server 127.0.0.1:${server_ports[2]} max_fails=0;
}

map \$http_upgrade \$dispatch_connection {
  default upgrade;
  ''      close;
}

$(listening)
  server_tokens off;
  # As the server itself.
  client_max_body_size 4m;

  proxy_http_version 1.1;
  proxy_set_header Host \$http_host;
  proxy_set_header X-Forwarded-For \$remote_addr;
  proxy_set_header X-Forwarded-Proto \$scheme;
  proxy_set_header Upgrade \$http_upgrade;
  proxy_set_header Connection \$dispatch_connection;
  proxy_connect_timeout 2s;

  location / {
    proxy_pass http://dispatch;
  }

  # The addresses of calendar feeds and of invitations are secrets, in whatever case they are written: they stand in no log.
  location ~* ^/(feeds|welcome)/ {
    access_log off;
    error_log /dev/null crit;
    proxy_pass http://dispatch;
  }
}
NGINX
  if [ -n "$prefix" ]; then
    place 0644 "$prefix/etc/nginx/nginx.conf" <<NGINX
$([ $is_root = no ] || echo 'user www-data;')
pid $nginx_pid;
error_log $log/nginx.error.log;
events {}
http {
  access_log $log/nginx.access.log;
  client_body_temp_path $lib/nginx/body;
  proxy_temp_path $lib/nginx/proxy;
  fastcgi_temp_path $lib/nginx/fastcgi;
  uwsgi_temp_path $lib/nginx/uwsgi;
  scgi_temp_path $lib/nginx/scgi;
  include $prefix/etc/nginx/conf.d/*.conf;
}
NGINX
    install -d "$lib/nginx"
  elif [ "$port" = 80 ]; then
    # Debian's welcome page has the port; the file itself stays in sites-available.
    rm -f /etc/nginx/sites-enabled/default
  fi
}

require_certificate() {
  local file
  [ $with_tls = yes ] || return 0
  for file in "$certificate" "$certificate_key"; do
    [ -r "$file" ] || give_up "There is no $file to be read: a certificate needs its key."
  done
}

# The head of the server; with a certificate, after one that only sends people to it. What they asked for in clear stands in no log.
listening() {
  if [ $with_tls = no ]; then
    echo "server {
  listen $address:$port;"
    return
  fi
  cat <<NGINX
server {
  listen $address:$port;
  server_tokens off;
  access_log off;
  error_log /dev/null crit;
  return 308 https://\$host$([ "$tls_port" = 443 ] || echo ":$tls_port")\$request_uri;
}

server {
  listen $address:$tls_port ssl http2;
  ssl_certificate $certificate;
  ssl_certificate_key $certificate_key;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_cache shared:dispatch:2m;
  ssl_session_tickets off;
NGINX
}

proxy_runs() { [ -s "$nginx_pid" ] && ! is_gone "$(cat "$nginx_pid")"; }

start_proxy() {
  "${nginx[@]}" -q -t
  if [ $with_systemd = yes ]; then
    systemctl enable -q nginx
    systemctl reload-or-restart nginx
  elif proxy_runs; then
    "${nginx[@]}" -s reload
  else
    "${nginx[@]}"
  fi
}

stop_proxy() {
  local pid
  if proxy_runs; then
    pid=$(cat "$nginx_pid")
    "${nginx[@]}" -s quit
    await 40 "nginx (process $pid) does not stop." is_gone "$pid"
  fi
}

# --- Backup --------------------------------------------------------------------------------------------------------------------

find_database() {
  find_cluster
  has_cluster && cluster_runs || give_up "The PostgreSQL cluster $postgres_version/$cluster does not run."
  make_cluster # it is there: only its port and its sockets are asked for
}

# Beside the servers. The dump is its owner's alone from its first byte, and has its name once it is whole.
back_up() (
  umask 077
  find_database
  folder=${1:-$backups}
  mkdir -p "$folder"
  unfinished=$(mktemp "$folder/unfinished.XXXXXX")
  trap 'rm -f "$unfinished"' EXIT
  as "$postgres_user" "/usr/lib/postgresql/$postgres_version/bin/pg_dump" -h "${postgres_sockets%%,*}" -p "$postgres_port" \
    --format=custom dispatch >"$unfinished"
  dump=$folder/dispatch-$(date -u +%Y%m%dT%H%M%SZ).dump
  mv "$unfinished" "$dump"
  find "$folder" -maxdepth 1 -name 'dispatch-*Z.dump' | sort | head -n "-$backups_kept" | xargs -r -d '\n' rm
  echo "$dump"
)

# Into a database beside the one there is; the servers stop only while the two change names.
restore() {
  local dump=$1 restored=dispatch_restored before
  before=dispatch_before_$(date -u +%Y%m%dt%H%M%S)
  [ -e "$opt/current" ] || give_up "Nothing is set up here yet: run it without a word."
  [ -r "$dump" ] || give_up "There is no $dump to be read."
  bring_packages
  find_database
  say "Reading $dump"
  sql -d postgres -c "drop database if exists $restored"
  make_database $restored
  as "$postgres_user" "/usr/lib/postgresql/$postgres_version/bin/pg_restore" -h "${postgres_sockets%%,*}" -p "$postgres_port" \
    --exit-on-error --no-owner --no-privileges --role=dispatch_owner --dbname=$restored <"$dump"
  migrate $restored "$opt/current"

  stop_servers
  if ! (await 30 'The database is still in use: close the sessions of others.' rename_databases $restored "$before"); then
    restart_servers
    exit 1
  fi
  restart_servers
  say "The database before is kept as $before: drop it when nobody misses anything."
}

# Sessions of servers that have ended may be a moment behind them.
rename_databases() {
  sql --single-transaction -d postgres -c "alter database dispatch rename to $2" -c "alter database $1 rename to dispatch" 2>/dev/null
}

# --- The whole -----------------------------------------------------------------------------------------------------------------

set_up() {
  require_certificate
  bring_packages
  if [ $is_root = yes ] && ! id "$user" >/dev/null 2>&1; then
    useradd --system --user-group --no-create-home --home-dir /var/lib/dispatch --shell /usr/sbin/nologin "$user"
  fi
  install -d "$etc" "$log" "$run"
  folder 0755 "$user" "$lib"

  make_cluster
  make_secrets
  set_up_broker
  start_broker
  publish
  start_postgres
  make_database dispatch
  set_password
  # While the servers, if any, still run with the program before: scripts only add.
  migrate dispatch "$release"
  await_broker
  make_vhost

  write_settings
  write_unit
  write_proxy
  switch_program
  if [ $with_systemd = yes ]; then
    systemctl daemon-reload
    systemctl enable -q "postgresql@$postgres_version-$cluster" rabbitmq-server dispatch@1 dispatch@2
  fi
  restart_servers
  start_proxy
  sweep_programs
  greet
}

greet() {
  local name=$wrapper scheme=http open_port=$port
  [ $with_tls = no ] || scheme=https open_port=$tls_port
  [ -n "$prefix" ] || name=dispatch
  cat <<END

Dispatch answers at $scheme://$([ "$address" = 0.0.0.0 ] && echo 127.0.0.1 || echo "$address"):$open_port

Next, as $([ $is_root = yes ] && echo root || echo "$user"): take in an alliance, whose file $user has to be able to read; make a token for a person of that
file, printed once; and whenever you like, prove the stored orders from their history.

  $name alliance load $opt/current/Demo/shuiyuncheng.yaml
  $name token create --person huang-lihua
  $name verify

The settings are in $etc/dispatch.env, the secrets in $etc/secrets.
Run this script again after an update of the checkout.
END
}

start() {
  [ -e "$opt/current" ] || give_up "Nothing is set up here yet: run it without a word."
  install -d "$run"
  bring_packages
  make_cluster
  start_broker
  start_postgres
  await_broker
  restart_servers
  start_proxy
}

stop_servers() {
  if [ $with_systemd = yes ]; then
    systemctl stop dispatch@1 dispatch@2
  else
    end server-1 40
    end server-2 40
  fi
}

stop() {
  if [ $with_systemd = yes ]; then
    # The rest of the machine's services may be others' too.
    stop_servers
    return
  fi
  stop_proxy
  stop_servers
  end rabbitmq 60
  end epmd 10
  find_cluster
  if has_cluster && cluster_runs; then pg_ctlcluster --skip-systemctl-redirect "$postgres_version" "$cluster" stop -m fast; fi
}

case ${1:-} in
  '') set_up ;;
  start) start ;;
  stop) stop ;;
  backup) back_up "${2:-}" ;;
  restore) restore "${2:?which dump?}" ;;
  *) give_up "There is no \"$1\" here: nothing, start, stop, backup or restore." ;;
esac
