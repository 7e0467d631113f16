#!/bin/bash
# Installs Sayasat on a Debian server, upgrades it, goes back, and removes it. deploy/README.md is its guide.
set -euo pipefail
umask 022

usage() {
    cat <<'USAGE'
usage, as root:
  deploy/install.sh --repository URL --host policies.example.org [option…]
                                       installs, or changes what is installed; options that are not given stay, '' removes one
  deploy/install.sh upgrade [VERSION]  installs this source, or VERSION (a tag or commit of it), beside the present release, and switches
  deploy/install.sh rollback           goes back to the release before
  deploy/install.sh uninstall          removes the programs, services and the web server's configuration, and keeps all data
  deploy/install.sh uninstall --purge  removes the data, the backups and the settings too

  --repository URL     the Git repository of the policies; the server pushes the publication log to it
  --host NAME          the host name of the site
  --path /legal/       the site is a part of another site of that host
  --web nginx|caddy    the web server (default: nginx)
  --certificate FILE   the TLS certificate with its chain, and
  --key FILE           its key; without them Caddy gets a certificate by itself
  --listen PORT        plain HTTP on this port, behind a proxy that has TLS (default for nginx without a certificate: 80)
  --smtp URL|@FILE     the mail server, smtp://user:password@host:587, or a file whose first line is that
  --mail-from ADDRESS  the address that mails come from
  --mail-to ADDRESSES  the office's addresses, to which the messages of the contact form go
  --notify ADDRESSES   who gets a mail when a publication or another service has failed
  --retention DAYS     erase messages of the contact form after so many days
  --root DIR           only write the files below DIR: no packages, users, repository or services
USAGE
}

here=$(cd "$(dirname "$0")" && pwd)
source=$(dirname "$here")
opt=/opt/sayasat etc=/etc/sayasat srv=/srv/sayasat data=/var/lib/sayasat-contact backups=/var/backups/sayasat
timers=(publish update backup contact-status contact-backup)
root='' purge='' lock='' tree='' command=install version=''
changed=() errors=() unfinished='what the run before had left unfinished'

# ---------------------------------------------------------------- arguments

declare -A given=()
names=' repository host path web certificate key listen smtp mail-from mail-to notify retention '

parse() {
    case ${1:-} in install | upgrade | rollback | uninstall) command=$1 && shift ;; esac
    while [ $# -gt 0 ]; do
        case $1 in
        -h | --help) usage && exit ;;
        --purge) purge=1 ;;
        --root) root=${2:-} && shift ;;
        --*)
            if [[ $names != *" ${1#--} "* ]]; then
                errors+=("$1 is no option")
            elif [ $# -lt 2 ]; then
                errors+=("$1 needs a value")
            else
                given[${1#--}]=$2 && shift
            fi
            ;;
        *) if [ "$command" = upgrade ] && [ -z "$version" ]; then version=$1; else errors+=("$1 is no command and no option"); fi ;;
        esac
        shift
    done
    [ "$command" = install ] || [ ${#given[@]} = 0 ] || errors+=("$command takes none of the options of an installation")
    [ -z "$purge" ] || [ "$command" = uninstall ] || errors+=("--purge belongs to uninstall")
}

# Fills in the options of earlier runs, and checks all of them
check_options() {
    local name value
    if [ -r "$root$etc/install.conf" ]; then
        while IFS='=' read -r name value; do [ -n "${given[$name]+is}" ] || given[$name]=$value; done <"$root$etc/install.conf"
    fi
    for name in $names; do
        [[ ${given[$name]:-} != *[\'\"\\$'\n']* ]] || errors+=("--$name has a quote, a backslash or a line break: write it as %27, %22 or %5C in a URL")
    done
    fits repository '^[A-Za-z/][^[:space:]]*$' 'a URL or a path' required
    fits host '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$' 'a host name in lower case, policies.example.org' required
    fits path '^/([A-Za-z0-9._~-]+/)+$' 'a path like /legal/'
    fits web '^(nginx|caddy)$' 'nginx or caddy'
    fits listen '^[0-9]{1,5}$' 'a port'
    fits smtp '^(@.+|smtps?://.+)$' 'smtp://… or smtps://…, or @ and a file'
    fits mail-from '^[^@[:space:]]+@[^@[:space:]]+$' 'an address'
    fits mail-to '^[^@[:space:]]+@[^@[:space:]]+( [^@[:space:]]+@[^@[:space:]]+)*$' 'addresses, separated by blanks'
    fits notify '^[^@[:space:]]+@[^@[:space:]]+( [^@[:space:]]+@[^@[:space:]]+)*$' 'addresses, separated by blanks'
    fits retention '^[1-9][0-9]{0,4}$' 'a number of days'
    for name in certificate key; do
        [ -z "${given[$name]:-}" ] || [ -r "${given[$name]}" ] || errors+=("--$name: ${given[$name]} cannot be read")
    done
    value=${given[smtp]:-}
    [ "${value#@}" = "$value" ] || [ -r "${value#@}" ] || errors+=("--smtp: ${value#@} cannot be read")
    [ "${given[certificate]+1}" = "${given[key]+1}" ] || errors+=("--certificate and --key belong together")
    [ -z "${given[certificate]:-}" ] || [ -z "${given[listen]:-}" ] || errors+=("--listen is plain HTTP: leave out --certificate and --key")
    [ "${given[mail-from]+1}" = "${given[mail-to]+1}" ] || errors+=("--mail-from and --mail-to belong together")
    [ -z "${given[mail-to]:-}" ] || [ -n "${given[smtp]:-}" ] || [ -f "$root$etc/deliver.env" ] || errors+=("--mail-to needs --smtp")
}

fits() { # NAME PATTERN WHAT [required]
    local value=${given[$1]:-}
    if [ -z "$value" ]; then
        [ -z "${4:-}" ] || [ "$command" = uninstall ] || errors+=("--$1 is missing: $3")
    elif ! [[ $value =~ $2 ]]; then
        errors+=("--$1 $value is not $3")
    fi
}

check_machine() {
    [ -n "$root" ] && return
    [ "$(id -u)" = 0 ] || errors+=("it runs as root")
    command -v apt-get >/dev/null || errors+=("this is no Debian: there is no apt-get")
    [ "$command" = install ] || [ -e $opt/current ] || { [ "$command" = uninstall ] && [ -e $etc ]; } || errors+=("nothing is installed in $opt")
    [ "$command" != rollback ] || [ -e $opt/previous ] || errors+=("there is no release before")
}

refuse_errors() {
    [ ${#errors[@]} = 0 ] && return
    printf 'install.sh: %s\n' "${errors[@]}" >&2
    echo "install.sh: nothing was changed; --help lists the options" >&2
    exit 2
}

# ---------------------------------------------------------------- steps that change nothing when they are run again

say() { echo "install.sh: $*"; }

stop() {
    echo "install.sh: $*" >&2
    exit 1
}

# One run at a time. One that is ended before its last step is finished by the next: that restarts, reloads and publishes
begin() {
    mkdir -p "$root$etc"
    exec {single}<"$root$etc"
    flock --nonblock "$single" || stop "another install.sh is at work"
    trap finish EXIT
    # After the program that runs has ended: none goes on without this one
    trap "exit 143" HUP INT TERM
    if [ -e "$root$etc/.unfinished" ]; then changed+=("$unfinished"); else : >"$root$etc/.unfinished"; fi
}

has_changed() { [[ " ${changed[*]} " = *" $1 "* || " ${changed[*]} " = *" $unfinished "* ]]; }

has_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

own() { [ -n "$root" ] || chown "$1" "$2"; }

put() { # FILE MODE OWNER: writes standard input
    local new
    mkdir -p "$root${1%/*}"
    new=$(mktemp "$root$1.XXXXXX")
    cat >"$new"
    chmod "$2" "$new"
    own "$3" "$new"
    if cmp -s "$new" "$root$1"; then rm "$new"; else mv -f "$new" "$root$1" && changed+=("$1"); fi
}

# No secret is an argument of a program: anybody could read it in the list of processes
set_key() { # FILE KEY VALUE GROUP: sets a line of a file of settings, and leaves the others
    local file=$root$1
    [ ! -f "$file" ] || [ "$(sed -n "s/^$2=//p" "$file")" != "$3" ] || return 0
    put "$1" 0640 "root:$4" < <([ ! -f "$file" ] || grep -v "^$2=" "$file" || :; printf '%s=%s\n' "$2" "$3")
}

default_key() { # as set_key, if there is no such line
    grep -qs "^$2=" "$root$1" || set_key "$@"
}

folder() { # PATH MODE OWNER
    [ -d "$root$1" ] || changed+=("$1")
    mkdir -p "$root$1"
    chmod "$2" "$root$1"
    own "$3" "$root$1"
}

packages() {
    local name missing=()
    for name in "$@"; do dpkg -s "$name" 2>/dev/null | grep -q '^Status: install ok installed' || missing+=("$name"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    apt-get update -qq
    # A program that a package starts does not keep the lock of this run
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null {single}<&-
    changed+=("${missing[@]}")
}

user() {
    id "$1" >/dev/null 2>&1 && return
    useradd --system --user-group --home-dir "/var/lib/$1" --shell /usr/sbin/nologin "$1"
    changed+=("user $1")
}

publisher() { "$here/as-service" sayasat "$etc/site.env" "$@"; }

office() { "$here/as-service" sayasat-contact "$etc/deliver.env" "$@"; }

clone() {
    local key=/var/lib/sayasat/.ssh/id_ed25519
    if [ ! -d $srv/policies ]; then
        if [[ ${given[repository]} =~ ^(ssh://|[^/:]+@[^/:]+:) ]]; then
            packages openssh-client
            publisher mkdir -m 700 -p ${key%/*}
            [ -f $key ] || publisher ssh-keygen -q -t ed25519 -N '' -C "sayasat@${given[host]}" -f $key
        fi
        rm -rf $srv/policies.part
        (cd $srv && publisher git clone --quiet -- "${given[repository]}" policies.part) || {
            [ ! -f $key.pub ] || say "give this key the right to read and write, and run this again: $(cat $key.pub)"
            stop "the repository ${given[repository]} could not be cloned"
        }
        mv $srv/policies.part $srv/policies
        chmod 750 $srv/policies
        changed+=("$srv/policies")
    elif [ "$(publisher git -C $srv/policies remote get-url origin)" != "${given[repository]}" ]; then
        publisher git -C $srv/policies remote set-url origin "${given[repository]}"
        changed+=("the repository's address")
    fi
}

trusting_git() { git -C "$source" -c safe.directory='*' "$@"; }

# Makes the environment of this source, or of a version of it; its name is then in $release
make_release() {
    local number commit=''
    tree=$(mktemp -d)
    if trusting_git rev-parse --git-dir >/dev/null 2>&1; then
        [ -z "$version" ] || trusting_git fetch --quiet --tags origin || say "the origin of $source could not be reached"
        commit=$(trusting_git rev-parse --verify --quiet --short=12 "${version:-HEAD}^{commit}") || stop "$source has no version $version"
        trusting_git archive "$commit" | tar -x -C "$tree"
    else
        [ -z "$version" ] || stop "$source is no Git repository: unpack the source of $version, and run its deploy/install.sh upgrade"
        cp -R "$source/." "$tree"
    fi
    number=$(sed -n 's/^version = "\(.*\)"/\1/p' "$tree/pyproject.toml")
    release=$number${commit:+-$commit}
    local folder=$opt/releases/$release
    if [ ! -e "$root$folder/.complete" ]; then
        say "installing the release $release in $folder"
        python3 -m venv --clear "$folder"
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r "$tree/requirements/base.txt" -r "$tree/requirements/contact.txt"
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation "$tree"
        cp -R "$tree/deploy" "$folder/deploy"
        "$folder/bin/python" -m compileall -q "$folder/lib" || :
        touch "$folder/.complete"
        changed+=("$folder")
    fi
    rm -rf "$tree"
}

# The zone, the URL and whether there is a form, as the settings of the policies say it; the program is $1
read_site() {
    local facts pin
    pin=$(sed -n 's/^sayasat\(\[.*\]\)\?==\([^ ;]*\).*/\2/p' $srv/policies/requirements.txt 2>/dev/null || :)
    [ -z "$pin" ] || [ "$pin" = "${1%%-*}" ] || stop "requirements.txt of the policies names Sayasat $pin, and this is ${1%%-*}: $([ "$command" = install ] && echo "run deploy/install.sh of $pin" || echo "change it there first")"
    facts=$(cd $srv/policies && publisher "$opt/releases/$1/bin/python" - <<'PYTHON'
import sys
from pathlib import Path
from sayasat.errors import SayasatError
from sayasat.i18n.messages import messages, report
from sayasat.mkdocs_plugin.config import read_configuration
try:
    settings = read_configuration(Path("mkdocs.yml"))[0]
except SayasatError as error:
    sys.exit(report(error.faults, messages("en")))
print(settings.zone.key, settings.site_url, "form" if settings.contact else "no-form")
PYTHON
    ) || stop "mkdocs.yml of the policies cannot be used"
    read -r zone url form <<<"$facts"
    [ "$url" = "$(site_url)" ] || stop "site_url in mkdocs.yml is $url, and --host and --path say $(site_url). Change one of them: URLs are for ever"
    # Receipts and mails show times as the site does
    set_key $etc/handler.env CONTACT_ZONE "$zone" sayasat-contact
    set_key $etc/deliver.env CONTACT_ZONE "$zone" sayasat-contact
}

# Both files of the handler's settings, every fault at once
check_settings() { # RELEASE
    local part program='import os, sys
from sayasat_contact.errors import ContactError
from sayasat_contact.settings import Part, read_settings
try:
    read_settings(os.environ, Part(sys.argv[1]))
except ContactError as error:
    sys.exit(str(error))'
    [ "$form" = form ] || return 0
    for part in handler operation; do
        (cd / && "$here/as-service" sayasat-contact "$etc/${part/operation/deliver}.env" "$opt/releases/$1/bin/python" -c "$program" "$part") ||
            stop "these settings cannot be used; those before are back"
    done
}

site_url() { echo "https://${given[host]}${given[path]:-/}"; }

# ---------------------------------------------------------------- what is written

write_settings() {
    local name value
    for name in install.conf site.env handler.env deliver.env; do [ ! -f "$root$etc/$name" ] || cp -p "$root$etc/$name" "$root$etc/$name.before"; done
    put $etc/install.conf 0640 root:root < <(for name in $names; do [ -z "${given[$name]:-}" ] || [ "$name" = smtp ] || printf '%s=%s\n' "$name" "${given[$name]}"; done)
    set_key $etc/site.env SITE_URL "$(site_url)" sayasat
    default_key $etc/site.env SAYASAT_CACHE /var/cache/sayasat sayasat
    default_key $etc/site.env NO_MKDOCS_2_WARNING 1 sayasat
    default_key $etc/site.env GIT_TERMINAL_PROMPT 0 sayasat
    default_key $etc/site.env GIT_SSH_COMMAND 'ssh -o StrictHostKeyChecking=accept-new' sayasat
    for name in handler deliver; do
        default_key $etc/$name.env CONTACT_CONTRACT $srv/site/api/contact.json sayasat-contact
        default_key $etc/$name.env CONTACT_DATABASE sqlite:///$data/contact.db sayasat-contact
    done
    default_key $etc/handler.env CONTACT_PROXIES 1 sayasat-contact
    # Made once, and printed nowhere
    grep -q ^CONTACT_SECRET= "$root$etc/handler.env" ||
        set_key $etc/handler.env CONTACT_SECRET "$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')" sayasat-contact
    default_key $etc/deliver.env CONTACT_ERASURE_JOURNAL $data-erasures/journal sayasat-contact
    grep -q ^CONTACT_DATABASE=postgresql "$root$etc/deliver.env" ||
        default_key $etc/deliver.env CONTACT_BACKUP_HOURS 36 sayasat-contact
    value=${given[smtp]:-}
    if [ "${value#@}" != "$value" ]; then value=$(head -n 1 "${value#@}"); fi
    set_if CONTACT_SMTP "$value"
    set_if CONTACT_MAIL_FROM "${given[mail-from]:-}"
    set_if CONTACT_MAIL_TO "${given[mail-to]:-}"
    set_if NOTICE_TO "${given[notify]:-}"
    set_if CONTACT_RETENTION_DAYS "${given[retention]:-}"
}

set_if() { [ -z "$2" ] || set_key $etc/deliver.env "$1" "$2" sayasat-contact; }

write_units() { # RELEASE
    local folder=$root$opt/releases/$1/deploy unit group=caddy
    if [ "${given[web]:-nginx}" = nginx ]; then
        group=$(sed -n 's/^ *user  *\([^ ;]*\).*/\1/p' "$root/etc/nginx/nginx.conf" 2>/dev/null || :)
        group=$(id -gn "${group:-www-data}" 2>/dev/null || echo www-data)
    fi
    for unit in "$folder"/systemd/*.{service,timer,socket,path} "$folder"/systemd/*.d/*.conf; do
        put "/etc/systemd/system/${unit#"$folder"/systemd/}" 0644 root:root < <(sed "s|@ZONE@|$zone|; s|@WEB_GROUP@|$group|" "$unit")
    done
    put /usr/local/bin/sayasat 0755 root:root <<<"#!/bin/sh
cd $srv/policies && exec $opt/current/deploy/as-service sayasat $etc/site.env $opt/current/bin/sayasat \"\$@\""
    put /usr/local/bin/sayasat-contact 0755 root:root <<<"#!/bin/sh
cd / && exec $opt/current/deploy/as-service sayasat-contact $etc/deliver.env $opt/current/bin/sayasat-contact \"\$@\""
}

write_web() { # RELEASE
    local file web=${given[web]:-nginx} options=(--root "$srv/site") check report
    [ "$form" = no-form ] || options+=(--handler unix:/run/sayasat-contact/contact.sock)
    if [ -n "${given[certificate]:-}" ]; then
        options+=(--certificate "${given[certificate]}" --key "${given[key]}")
    elif [ -n "${given[listen]:-}" ] || [ "$web" = nginx ]; then
        options+=(--listen "${given[listen]:-80}")
    fi
    case $web in
    nginx) file=/etc/nginx/conf.d/sayasat.conf check=(nginx -q -t) ;;
    caddy) file=/etc/caddy/sayasat.caddyfile check=(caddy validate --config /etc/caddy/Caddyfile) ;;
    esac
    if [ -n "${given[path]:-}" ]; then
        options+=(--include)
        file=${file/conf.d/snippets}
    fi
    hosting=$(cd $srv/policies && publisher "$opt/releases/$1/bin/sayasat" hosting "$web" "${options[@]}") || stop "the configuration of $web could not be made"
    [ ! -f "$file" ] || cp -p "$file" "$file.before"
    put "$file" 0644 root:root <<<"$hosting"
    if [ "$web" = caddy ] && [ -z "${given[path]:-}" ] && ! grep -q "^import $file" /etc/caddy/Caddyfile; then
        put /etc/caddy/Caddyfile 0644 root:root < <(cat /etc/caddy/Caddyfile; echo "import $file")
    fi
    if ! report=$("${check[@]}" 2>&1); then
        if [ -f "$file.before" ]; then mv "$file.before" "$file"; else rm -f "$file"; fi
        stop "$web refuses the new configuration, and the one before is back: $report"
    fi
    rm -f "$file.before"
    if has_systemd && { has_changed "$file" || ! systemctl is-active --quiet "$web"; }; then
        systemctl reload-or-restart "$web" || stop "$web does not start: journalctl --unit $web"
    fi
    [ -z "${given[path]:-}" ] || grep -ERqs "^[^#]*(include|import) .*${file##*/}" /etc/nginx/{nginx.conf,conf.d,sites-enabled} /etc/caddy/Caddyfile ||
        say "include $file in the server of ${given[host]} (deploy/README.md), and reload $web"
}

# ---------------------------------------------------------------- the release in use

present() { basename "$(readlink "$root$opt/${1:-current}" || :)"; }

point() { # NAME RELEASE: in one step
    [ "$(present "$1")" = "$2" ] && return
    ln -sfn "releases/$2" "$root$opt/.$1.new"
    mv -T "$root$opt/.$1.new" "$root$opt/$1"
    changed+=("$opt/$1 is $2")
}

services() { # start or stop those of the contact form. The socket stays: what is sent meanwhile waits for the lock
    has_systemd || return 0
    case $1 in
    stop) systemctl --quiet stop sayasat-contact-deliver.service sayasat-contact.service ;;
    start) systemctl restart sayasat-contact.service sayasat-contact-deliver.service ;;
    esac
}

# Whatever ends the script, settings that were not found good are those before, and the handler runs
finish() {
    local code=$? file
    [ $code = 0 ] || echo "install.sh: stopped before its end: remove the cause, and run it again" >&2
    for file in "$root$etc"/*.before; do [ ! -e "$file" ] || mv -f "$file" "${file%.before}"; done
    [ -z "$tree" ] || rm -rf "$tree"
    [ -z "$lock" ] || { unlock && services start; }
}

unlock() {
    [ -z "$lock" ] || exec {lock}<&-
    lock=''
}

# Brings the tables of the handler to those of a release: by the newer program of the two
migrate() { # RELEASE
    local bin=$opt/releases/$1/bin current file old new number='from sayasat_contact.schema import VERSION; print(VERSION)'
    [ "$form" = form ] || return 0
    current=$(present)
    if [ -n "$current" ] && [ "$current" != "$1" ] && [ -f $data/contact.db ]; then
        exec {lock}<$data
        flock $lock
        services stop
        # One of the fourteen that deploy/backup keeps
        file=$backups/contact/contact-$(date -u +%Y-%m-%dT%H%M%SZ)-before-$1.db
        (cd / && office "$opt/current/bin/sayasat-contact" backup "$file") >/dev/null || return
        say "backed up the messages: $file"
        old=$("$opt/current/bin/python" -c "$number") new=$("$bin/python" -c "$number")
        if [ "$old" -gt "$new" ]; then
            (cd / && office "$opt/current/bin/sayasat-contact" init-db --version "$new") >/dev/null
            return
        fi
    fi
    (cd / && office "$bin/sayasat-contact" init-db) >/dev/null
}

switch_to() { # RELEASE
    local before
    before=$(present)
    read_site "$1"
    check_settings "$1"
    rm -f $etc/*.before
    write_web "$1"
    migrate "$1" || stop "the tables of the messages could not be changed; release $before is still in use"
    write_units "$1"
    # In this order: a run that is ended between the two forgets no release
    [ -z "$before" ] || [ "$before" = "$1" ] || point previous "$before"
    point current "$1"
    unlock
    enable
    for before in "$opt"/releases/*; do
        [[ ${before##*/} = "$(present)" || ${before##*/} = "$(present previous)" ]] || rm -rf "$before"
    done
}

enable() {
    local unit units=(sayasat-contact.socket sayasat-contact.service sayasat-contact-deliver.service sayasat-contract.path)
    [ "$form" = form ] || units=()
    for unit in "${timers[@]}"; do [ "$form" = form ] || [[ $unit != contact-* ]] && units+=("sayasat-$unit.timer"); done
    [ "$form" = no-form ] || ! grep -q ^CONTACT_RETENTION_DAYS= "$root$etc/deliver.env" || units+=(sayasat-contact-purge.timer)
    command -v systemctl >/dev/null || { say "there is no systemd: enable ${units[*]} by other means" && return; }
    systemctl ${root:+--root="$root"} --quiet enable "${units[@]}"
    has_systemd || { say "systemd does not run here, so nothing was started; it starts ${units[*]} at the next boot" && return; }
    [ ${#changed[@]} = 0 ] && return
    systemctl daemon-reload
    # Another web server has another group
    ! has_changed /etc/systemd/system/sayasat-contact.socket || systemctl stop sayasat-contact.service sayasat-contact.socket
    for unit in "${units[@]}"; do [ "${unit##*.}" = service ] || systemctl start "$unit"; done
    [ "$form" = no-form ] || { services start && systemctl start sayasat-contact-backup.service; }
}

publish() {
    say "publishing"
    if has_systemd; then
        systemctl start sayasat-publish.service || {
            journalctl "_SYSTEMD_INVOCATION_ID=$(systemctl show --property=InvocationID --value sayasat-publish.service)" --lines 20 --no-pager --output cat
            unpublished
        }
    else
        publisher $opt/current/deploy/publish $srv/policies $srv/site || unpublished
    fi
}

unpublished() { say "nothing is published yet, see above; once its cause is removed in the repository, it is published within five minutes"; }

# ---------------------------------------------------------------- commands

run_install() {
    local web=${given[web]:-nginx}
    if [ -n "$root" ]; then
        zone=UTC form=form
        write_settings
        rm -f "$root$etc"/*.before
        for release in "$root$opt"/releases/*; do release=${release##*/}; done
        write_units "$release"
        point current "$release"
        enable
        return
    fi
    packages ca-certificates git python3 python3-venv util-linux
    # One from elsewhere is left as it is
    command -v "$web" >/dev/null || packages "${web/#nginx/nginx-light}"
    user sayasat
    user sayasat-contact
    folder $srv 0755 sayasat:sayasat
    folder /var/lib/sayasat 0750 sayasat:sayasat
    folder /var/cache/sayasat 0750 sayasat:sayasat
    folder $data 0700 sayasat-contact:sayasat-contact
    folder $data-erasures 0700 sayasat-contact:sayasat-contact
    folder $backups 0755 root:root
    folder $backups/policies 0700 sayasat:sayasat
    folder $backups/contact 0700 sayasat-contact:sayasat-contact
    write_settings
    clone
    # A new option brings no new release
    release=$(present)
    [ -n "$release" ] || make_release
    switch_to "$release"
    check_mail
    [ ${#changed[@]} = 0 ] || getent hosts "${given[host]}" >/dev/null ||
        say "${given[host]} has no address in DNS yet: no visitor finds the site, and no authority gives a certificate for it"
    if [ ! -e $srv/site/proof/manifest.txt ] || has_changed $opt/current || has_changed $etc/site.env; then publish; fi
}

check_mail() {
    [ "$form" = no-form ] || grep -q ^CONTACT_SMTP= $etc/deliver.env ||
        say "messages of the contact form are stored and not mailed until --smtp, --mail-from and --mail-to are given"
}

run_upgrade() {
    make_release
    if [ "$release" = "$(present)" ] && ! has_changed "$unfinished"; then
        say "$release is in use already"
        return
    fi
    switch_to "$release"
    publish
}

run_rollback() {
    switch_to "$(present previous)"
    publish
}

run_uninstall() {
    local unit file web=${given[web]:-nginx} now=() kept=("$srv" "$data" "$data-erasures" "$backups" "$etc" /var/lib/sayasat)
    ! has_systemd || now=(--now)
    if command -v systemctl >/dev/null; then
        for unit in /etc/systemd/system/sayasat-*.{timer,path,socket,service}; do
            [ ! -e "$unit" ] || systemctl --quiet disable "${now[@]}" "${unit##*/}" 2>/dev/null || :
        done
    fi
    file=/etc/nginx/snippets/sayasat.conf
    # A server of the operator includes it
    [ ! -f $file ] || { : >$file && say "$file is empty now: remove the line that includes it, then the file"; }
    rm -rf /etc/systemd/system/{sayasat-*,notice-sayasat@.service} /etc/{nginx/conf.d/sayasat.conf,caddy/sayasat.caddyfile} \
        /usr/local/bin/{sayasat,sayasat-contact} $opt /var/cache/sayasat /var/lib/sayasat-notice /var/lib/systemd/timers/stamp-sayasat-*
    [ ! -f /etc/caddy/Caddyfile ] || sed -i '\|^import /etc/caddy/sayasat.caddyfile|d' /etc/caddy/Caddyfile
    if has_systemd; then
        systemctl daemon-reload
        systemctl reset-failed 'sayasat-*' 2>/dev/null || :
        systemctl reload-or-restart "$web" || :
    fi
    if [ -n "$purge" ]; then
        rm -rf "${kept[@]}"
        for unit in sayasat sayasat-contact; do ! id $unit >/dev/null 2>&1 || userdel $unit; done
        say "removed everything but the packages of Debian"
    else
        say "removed the programs, services and the configuration of $web"
        say "kept the site and the clone with the publication log ($srv), the messages ($data), their erasures, the backups ($backups) and the settings ($etc)"
    fi
}

parse "$@"
check_machine
[ "$command" = install ] || refuse_errors
check_options
refuse_errors
begin
"run_$command"
rm -f "$root$etc/.unfinished"
if [ "$command" != uninstall ]; then
    if [ ${#changed[@]} = 0 ]; then say "nothing to change"; else printf 'install.sh: changed: %s\n' "${changed[@]}"; fi
fi
