#!/usr/bin/env bash
# Runs one PostgreSQL and one RabbitMQ of its own for a test run, in a temporary folder and on loopback only.
#
#   services.sh POSTGRES_PORT BROKER_PORT DISTRIBUTION_PORT EPMD_PORT
#
# The caller picks free ports; "-" for POSTGRES_PORT or BROKER_PORT leaves that service out.
# Says "postgres ready" or "postgres failed: why", the same for "broker", as each gets there. Then it obeys the
# commands on its standard input, one a line, and answers each with "done" or "failed: why":
#   stop-postgres  start-postgres  kill-postgres
#   stop-broker  start-broker  kill-broker  settle-broker
#   add-vhost NAME  delete-vhost NAME
#   add-user NAME VHOST, whose password is its name
#   set-permissions NAME VHOST CONFIGURE WRITE READ
#   set-topic-permissions NAME VHOST EXCHANGE WRITE READ
# In the environment:
#   SERVICES_CERTIFICATES     a folder with ca.pem, server.pem and server.key: both services speak TLS as well, the broker on the port
#   SERVICES_AMQPS_PORT       of this variable, and only with who shows a certificate of the same authority
#   SERVICES_BROKER_CONFIG    a file with more lines for the broker's configuration
# The end of its input means that the caller is done or dead: everything is stopped and the folder deleted.
set -u

postgres_port=$1 broker_port=$2 distribution_port=$3 epmd_port=$4

# Both service users have to reach it, and the path of PostgreSQL's socket has to stay short.
folder=$(mktemp -d "${TMPDIR:-/tmp}/dispatch-services.XXXXXX") || exit 1
chmod 755 "$folder"
cd "$folder" || exit 1

postgres='' broker='' epmd='' # process ids of the running ones
why=''                        # of the last failure
early=()                      # commands that came while we were busy

broker_environment=(
  HOME="$folder/broker"
  LANG=C.UTF-8
  ERL_EPMD_ADDRESS=127.0.0.1
  ERL_EPMD_PORT="$epmd_port"
  RABBITMQ_NODENAME="dispatch$broker_port@localhost"
  RABBITMQ_DIST_PORT="$distribution_port"
  # The broker shares the machine: its schedulers are not to spin while they wait, as its guide to runtime tuning says.
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none'
  RABBITMQ_CONF_ENV_FILE="$folder/broker/none" # else the system's file applies
  RABBITMQ_CONFIG_FILE="$folder/broker/rabbitmq.conf"
  RABBITMQ_ADVANCED_CONFIG_FILE="$folder/broker/advanced.config"
  RABBITMQ_ENABLED_PLUGINS_FILE="$folder/broker/plugins"
  RABBITMQ_MNESIA_BASE="$folder/broker/data"
  RABBITMQ_LOG_BASE="$folder/broker/log"
  RABBITMQ_PID_FILE="$folder/broker/pid"
  RUNNING_UNDER_SYSTEMD=true # the start script then becomes the broker instead of watching over it
)

# Neither service should run as root: PostgreSQL refuses to. Anybody else runs them under their own name.
# `exec` keeps the process id that `$!` gives the caller, a session of its own keeps Ctrl-C away.
become() {
  local user=$1
  shift
  if [ "$(id -u)" = 0 ]; then
    exec setsid setpriv --reuid="$user" --regid="$user" --init-groups "$@"
  else
    exec setsid "$@"
  fi
}

own() {
  mkdir -p "$2" && chmod 700 "$2" && if [ "$(id -u)" = 0 ]; then chown -R "$1:$1" "$2"; fi
}

# A process that nobody has waited for yet still has an id, but holds nothing any more.
alive() {
  local state
  state=$(ps -o state= -p "$1") && [ "${state# }" != Z ]
}

# Waits a moment, and notices at once when the caller goes away.
pause() {
  local line
  if IFS= read -rt 0.05 line; then
    early+=("$line")
  elif [ $? -le 128 ]; then
    exit
  fi
}

# until_gone SECONDS PID...
until_gone() {
  local deadline=$((SECONDS + $1)) pid
  shift
  for pid; do
    while alive "$pid"; do
      [ "$SECONDS" -lt "$deadline" ] || return 1
      sleep 0.02
    done
  done
}

last_lines() {
  tail -qn 5 "$@" 2>/dev/null | tr '\n' ' '
}

find_postgres() {
  postgres_bin=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  postgres_bin=$(dirname "${postgres_bin:-$(readlink -f "$(command -v initdb || echo none)")}")
  if [ ! -x "$postgres_bin/postgres" ]; then
    postgres_bin=''
    why='PostgreSQL is not installed. Install it with "apt-get install postgresql", or name a server in DISPATCH_TEST_POSTGRES.'
    return 1
  fi
}

create_postgres() {
  own postgres "$folder/postgres"
  (become postgres "$postgres_bin/initdb" -D "$folder/postgres/data" -U postgres -A trust --no-sync \
    --locale=C.UTF-8 --encoding=UTF8) >"$folder/initdb.log" 2>&1 </dev/null
  if [ $? != 0 ]; then
    why="PostgreSQL could not be set up: $(last_lines "$folder/initdb.log")"
    return 1
  fi
  if [ -n "${SERVICES_CERTIFICATES:-}" ]; then
    install -m 600 "$SERVICES_CERTIFICATES"/server.{pem,key} "$folder/postgres/data"
    printf '%s\n' 'ssl = on' "ssl_cert_file = 'server.pem'" "ssl_key_file = 'server.key'" >>"$folder/postgres/data/postgresql.conf"
    own postgres "$folder/postgres"
  fi
}

# Its own word for it, by process id: on the port somebody else might answer, and a killed one left its last word behind.
postgres_is_ready() {
  [ "$(sed -n '1p;8p' "$folder/postgres/data/postmaster.pid" 2>/dev/null | tr -d ' \n')" = "${postgres}ready" ]
}

# A process that is killed loses nothing that it has handed over to the kernel; only a machine that fails would.
start_postgres() {
  [ -z "$postgres" ] || return 0
  (become postgres "$postgres_bin/postgres" -D "$folder/postgres/data" -p "$postgres_port" -k "$folder/postgres" \
    -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off) >>"$folder/postgres.log" 2>&1 </dev/null &
  postgres=$!
  local deadline=$((SECONDS + 60))
  until postgres_is_ready; do
    if ! alive "$postgres" || [ "$SECONDS" -ge "$deadline" ]; then
      why="PostgreSQL did not start: $(last_lines "$folder/postgres.log")"
      kill_postgres
      return 1
    fi
    pause
  done
}

stop_postgres() {
  [ -n "$postgres" ] || return 0
  kill -INT "$postgres" 2>/dev/null
  until_gone 30 "$postgres" || { kill_postgres; return; }
  wait "$postgres" 2>/dev/null
  postgres=''
}

# Stopped first, so that it cannot begin to recover from the deaths of its children before its own.
kill_postgres() {
  [ -n "$postgres" ] || return 0
  local children
  kill -STOP "$postgres" 2>/dev/null
  children=$(pgrep -P "$postgres")
  kill -KILL $children "$postgres" 2>/dev/null
  wait "$postgres" 2>/dev/null
  until_gone 10 $children
  postgres=''
}

find_broker() {
  # Not the scripts in sbin: they change directory, insist on a user and refuse all others.
  local script
  for script in /usr/lib/rabbitmq/bin/rabbitmq-server /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server; do
    if [ -x "$script" ] && command -v erl_call >/dev/null; then
      broker_bin=$(dirname "$script")
      return
    fi
  done
  why='RabbitMQ is not installed. Install it with "apt-get install rabbitmq-server", or name a broker in DISPATCH_TEST_RABBITMQ.'
  return 1
}

create_broker() {
  mkdir -p "$folder/broker"
  echo "dispatch$$$RANDOM$RANDOM" >"$folder/broker/.erlang.cookie"
  chmod 400 "$folder/broker/.erlang.cookie"
  echo "listeners.tcp.1 = 127.0.0.1:$broker_port" >"$folder/broker/rabbitmq.conf"
  if [ -n "${SERVICES_BROKER_CONFIG:-}" ]; then cat "$SERVICES_BROKER_CONFIG" >>"$folder/broker/rabbitmq.conf"; fi
  if [ -n "${SERVICES_CERTIFICATES:-}" ]; then
    install -m 600 "$SERVICES_CERTIFICATES"/{ca.pem,server.pem,server.key} "$folder/broker"
    cat >>"$folder/broker/rabbitmq.conf" <<CONF
listeners.ssl.1 = 127.0.0.1:$SERVICES_AMQPS_PORT
ssl_options.cacertfile = $folder/broker/ca.pem
ssl_options.certfile = $folder/broker/server.pem
ssl_options.keyfile = $folder/broker/server.key
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = true
CONF
  fi
  echo '[].' >"$folder/broker/plugins"
  own rabbitmq "$folder/broker"
  # One that the broker starts by itself would outlive it.
  (become rabbitmq epmd -port "$epmd_port" -address 127.0.0.1) >"$folder/epmd.log" 2>&1 </dev/null &
  epmd=$!
}

begin_broker() {
  (become rabbitmq env "${broker_environment[@]}" "$broker_bin/rabbitmq-server") >>"$folder/broker.log" 2>&1 </dev/null &
  broker=$!
}

# erl_call rather than rabbitmqctl: the same in 15 ms instead of 350.
ask_broker() {
  local answer
  answer=$(echo "$1" | (become rabbitmq env "${broker_environment[@]}" erl_call -sname "dispatch$broker_port@localhost" -e) 2>&1)
  if [ "$answer" != '{ok, ok}' ]; then
    why="RabbitMQ answered: $(tr '\n' ' ' <<<"$answer")"
    return 1
  fi
}

# It has to take connections, and to be ours: on the port somebody else might answer.
broker_is_ready() {
  (exec 3<>"/dev/tcp/127.0.0.1/$broker_port") 2>/dev/null && ask_broker 'true = rabbit:is_running(), ok.'
}

await_broker() {
  local deadline=$((SECONDS + 90))
  until broker_is_ready; do
    if ! alive "$broker" || [ "$SECONDS" -ge "$deadline" ]; then
      why="RabbitMQ did not start: $(last_lines "$folder/broker.log" "$folder"/broker/log/*.log)"
      kill_broker
      return 1
    fi
    pause
  done
}

start_broker() {
  [ -z "$broker" ] || return 0
  begin_broker
  await_broker
}

stop_broker() {
  [ -n "$broker" ] || return 0
  kill -TERM "$broker" 2>/dev/null
  until_gone 30 "$broker" || { kill_broker; return; }
  wait "$broker" 2>/dev/null
  broker=''
}

# Its small companions (name look-up and the like) live in its session.
kill_broker() {
  [ -n "$broker" ] || return 0
  local companions
  companions=$(pgrep -s "$broker")
  kill -KILL "$broker" $companions 2>/dev/null
  wait "$broker" 2>/dev/null
  until_gone 10 $companions
  broker=''
}

# A new vhost is closed to everybody, so the one user there is gets the run of it.
add_vhost() {
  ask_broker "ok = rabbit_vhost:add(<<\"$1\">>, <<\"test\">>),
    rabbit_auth_backend_internal:set_permissions(<<\"guest\">>, <<\"$1\">>, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"test\">>)."
}

add_user() {
  ask_broker "ok = rabbit_auth_backend_internal:add_user(<<\"$1\">>, <<\"$1\">>, <<\"test\">>),
    rabbit_auth_backend_internal:set_permissions(<<\"$1\">>, <<\"$2\">>, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"test\">>)."
}

# A backslash in a pattern is one in Erlang's text, too.
set_permissions() {
  local name vhost configure write read
  read -r name vhost configure write read <<<"${1//\\/\\\\}"
  ask_broker "ok = rabbit_auth_backend_internal:set_permissions(
    <<\"$name\">>, <<\"$vhost\">>, <<\"$configure\">>, <<\"$write\">>, <<\"$read\">>, <<\"test\">>)."
}

set_topic_permissions() {
  local name vhost exchange write read
  read -r name vhost exchange write read <<<"${1//\\/\\\\}"
  ask_broker "ok = rabbit_auth_backend_internal:set_topic_permissions(
    <<\"$name\">>, <<\"$vhost\">>, <<\"$exchange\">>, <<\"$write\">>, <<\"$read\">>, <<\"test\">>)."
}

delete_vhost() {
  ask_broker "rabbit_vhost:delete(<<\"$1\">>, <<\"test\">>)."
}

# RabbitMQ 3.10 notes a new quorum queue in a file that it writes up to a second later. Killed before that, it comes back
# with the queue empty and without a leader, for good, confirmed messages or not.
settle_broker() {
  ask_broker '[ok = dets:sync(Table) || Table <- dets:all()], ok.'
}

clean_up() {
  kill_broker
  kill_postgres
  if [ -n "$epmd" ]; then
    kill -KILL "$epmd" 2>/dev/null
    wait "$epmd" 2>/dev/null
  fi
  cd /
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 143' TERM HUP INT
trap : PIPE # nobody listens any more: the end of input follows

obey() {
  why="there is no command \"$1\" here"
  if case $1 in
    start-postgres | stop-postgres | kill-postgres) [ -n "${postgres_bin:-}" ] && "${1/-/_}" ;;
    start-broker | stop-broker | kill-broker) [ -n "${broker_bin:-}" ] && "${1/-/_}" ;;
    settle-broker) [ -n "$broker" ] && settle_broker ;;
    add-vhost\ * | delete-vhost\ *) [ -n "$broker" ] && "${1%%-*}_vhost" "${1#* }" ;;
    add-user\ *\ *) [ -n "$broker" ] && set -- ${1#* } && add_user "$1" "$2" ;;
    set-permissions\ *) [ -n "$broker" ] && set_permissions "${1#* }" ;;
    set-topic-permissions\ *) [ -n "$broker" ] && set_topic_permissions "${1#* }" ;;
    *) false ;;
  esac; then echo 'done'; else echo "failed: $why"; fi
}

# The broker takes seconds to boot; PostgreSQL is set up in the meantime.
if [ "$broker_port" != - ]; then
  if find_broker; then create_broker && begin_broker; else echo "broker failed: $why"; fi
fi
if [ "$postgres_port" != - ]; then
  if find_postgres && create_postgres && start_postgres; then echo 'postgres ready'; else echo "postgres failed: $why"; fi
fi
if [ -n "$broker" ]; then
  if await_broker; then echo 'broker ready'; else echo "broker failed: $why"; fi
fi

while [ ${#early[@]} -gt 0 ] || IFS= read -r line; do
  if [ ${#early[@]} -gt 0 ]; then
    line=${early[0]}
    early=("${early[@]:1}")
  fi
  obey "$line"
done
