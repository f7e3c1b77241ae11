#!/usr/bin/env bash
# Makes the secrets that compose.yaml hands out, in deploy/secrets or the folder given. Run again, it changes nothing.
set -euo pipefail

folder=${1:-$(dirname "${BASH_SOURCE[0]}")/secrets}
random_word() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

if [ -e "$folder" ]; then
  echo "The secrets are in $folder already."
  exit
fi

# The folder keeps other users of the machine out. The files themselves are mounted into containers whose users this machine
# does not know by name, so they have to be readable there.
new=$(mktemp -d "$folder.XXXXXX")
servers=$(random_word) owner=$(random_word) broker=$(random_word)
printf '%s' "$(random_word)" >"$new/postgres-password"
printf 'Host=postgres;Database=dispatch;Username=dispatch;Password=%s;Maximum Pool Size=40' "$servers" >"$new/ConnectionStrings__Dispatch"
# For "migrate" alone: the servers have no right to change their tables.
printf 'Host=postgres;Database=dispatch;Username=dispatch_owner;Password=%s' "$owner" >"$new/owner"
cat >"$new/roles-passwords.sql" <<SQL
alter role dispatch password '$servers';
alter role dispatch_owner login password '$owner';
SQL
printf 'amqp://dispatch:%s@rabbitmq:5672/dispatch' "$broker" >"$new/ConnectionStrings__RabbitMq"
# The rights are those of debian.sh, the same to write and to read: RabbitMQ takes each of these two settings for the other, at least
# 3.10 does. The memory is what compose.yaml gives the broker.
cat >"$new/rabbitmq.conf" <<CONF
default_user = dispatch
default_pass = $broker
default_vhost = dispatch
default_user_tags.administrator = false
default_permissions.configure = ^(dispatch\.(steps|commands|file-order|take-step|errors)|Dispatch\.Contracts:.+|amq\.gen-.+)\$
default_permissions.write = ^(dispatch\.(steps|commands|file-order|take-step)|Dispatch\.Contracts:.+|amq\.(default|gen-.+))\$
default_permissions.read = ^(dispatch\.(steps|commands|file-order|take-step)|Dispatch\.Contracts:.+|amq\.(default|gen-.+))\$
total_memory_available_override_value = 1GB
CONF
chmod 644 "$new"/*
mv -T "$new" "$folder"
echo "Made the secrets in $folder."
