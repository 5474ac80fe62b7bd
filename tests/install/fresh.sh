#!/bin/sh
# The .deb that package.sh has made, installed by apt into a fresh Debian 12, is all that its use takes.
set -u
tests=$(dirname "$0")
build=$3
# shellcheck source=tests/lib/lib.sh
. "$tests/../lib/lib.sh"

skip() {
	echo "skipped: $1"
	exit 77
}
deb=$(echo "$build"/package/warpage_*.deb)
[ -f "$deb" ] || skip "there is no package to install (the test package)"
[ "$(id -u)" -eq 0 ] || skip "a chroot takes root"
command -v mmdebstrap >/dev/null || skip "no mmdebstrap"
mmdebstrap --variant=essential --simulate bookworm "$work/none" >"$work/out" 2>&1 ||
	skip "no mirror of Debian 12 in reach: $(tail -n 1 "$work/out")"
cp "$deb" "$work/warpage.deb"
# shellcheck disable=SC2016 # for the shells of the hooks
check 0 ' 0 failed' mmdebstrap --variant=apt --format=null \
	--customize-hook="copy-in '$work/warpage.deb' '$tests/use.sh' '$tests/../lib/lib.sh' /root" \
	--customize-hook='chroot "$1" apt-get install -q -y --no-install-recommends /root/warpage.deb' \
	--customize-hook='chroot "$1" sh /root/use.sh /usr/bin/warpage' bookworm -
finish
