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
database=$(random_word) broker=$(random_word)
printf '%s' "$database" >"$new/postgres-password"
printf 'Host=postgres;Database=dispatch;Username=dispatch;Password=%s;Maximum Pool Size=40' "$database" >"$new/ConnectionStrings__Dispatch"
printf 'amqp://dispatch:%s@rabbitmq:5672/dispatch' "$broker" >"$new/ConnectionStrings__RabbitMq"
printf 'default_user = dispatch\ndefault_pass = %s\ndefault_vhost = dispatch\n' "$broker" >"$new/rabbitmq.conf"
chmod 644 "$new"/*
mv -T "$new" "$folder"
echo "Made the secrets in $folder."
