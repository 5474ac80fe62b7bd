#!/bin/sh
# A finding stands alone, and survives the mail: with the code that was run below its data, quoted, with the line ends of a
# mailer and words around it, from standard input. What is cut, or two of them, is told.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$source/tests/lib/lib.sh"
cd "$work" || exit 1

check 1 'TORN' "$warpage" verify hyperv-tsc single-store hv-seed --model sc --first
finding=$(echo findings/*.warp)
for member in host_single_store guest_hv_seed; do
	file=$source/src/protocols/hyperv-tsc/$member.c
	hash=$(sha256sum "$file")
	check 0 "^# (host|guest) [a-z-]+: .*$member.c, sha256 ${hash%% *}\$" cat "$finding"
	sed -n "/$member.c, sha256/,/^#\$/s/^# | \\{0,1\\}//p" "$finding" >code
	check 0 '^same$' sh -c "expand '$file' | cmp - code && echo same"
done
check 0 '^# by warpage ' tail -n 1 "$finding"

# A file of one's own is there as well, whatever bytes it has; the finding is the same, whoever says what behind it.
sed 's/single_store, /mine, /; 1s|^|/* \x1b[31m gr\xfcn \xc3\xbc */\n|' "$source/src/protocols/hyperv-tsc/host_single_store.c" >host.c
check 1 'verdict +VIOLATION' env XDG_CACHE_HOME="$work/cache" "$warpage" verify hyperv-tsc ./host.c hv-seed --model sc \
	--first --findings own
check 0 "^# host \\./host.c: .*host.c, sha256 $(sha256sum host.c | cut -d ' ' -f 1)\$" cat own/*.warp
check 0 '^# . /. .x1b.31m gr.xfcn ' cat own/*.warp
check 0 '^none$' sh -c "cat own/*.warp | tr -cd '\033\374' | grep -q . || echo none"
sed -i 's/^# by .*/# by somebody/' "$finding"
check 1 'TORN' "$warpage" verify hyperv-tsc single-store hv-seed --model sc --first
check 0 '^1$' sh -c 'ls findings | wc -l'

# letter COMMAND: what a mailer makes of it.
letter() {
	printf 'From: somebody\n\nHej, jag s\303\245g det h\303\244r:\nwarpage found this.\n\n'
	"$@" "$finding"
	printf -- '-- \nHello\n'
}
mailed() {
	check 1 'torn, as recorded' sh -c "'$warpage' replay --quiet - <mail"
}
letter cat >mail && mailed
letter sed 's/^/> /' >mail && mailed
letter sed 's/^/>> > /; s/$/ \r/' >mail && mailed
letter sed 's/$/\r/' >mail && mailed
letter sed 's/$/   /' | sed 's/$/\r/; s/^/> /' >mail && mailed
check 1 'torn, as recorded' "$warpage" replay --quiet mail
check 0 '' "$warpage" shrink --quiet mail -o small.warp
check 0 '^host single-store$' cat small.warp

# As mailers carry it: python's are an implementation of their own. A body with and without its header, quoted by somebody else
# before, lines that go on in others, an attachment, and a body that was decoded below a header that says it was not.
python3 - "$finding" <<'END'
import email.message, email.policy, quopri, sys
text = open(sys.argv[1]).read()
words = "Hej, jag s\u00e5g det h\u00e4r: a=b.\n\n"


def mail(encoding, body, attached=None):
    message = email.message.EmailMessage()
    message["From"] = "somebody@example.org"
    message["Subject"] = "warpage finding 1: torn"
    message.set_content(body, cte=encoding)
    if attached:
        message.add_attachment(attached.encode(), maintype="application", subtype="octet-stream", filename="torn.warp")
    return message


def write(name, data):
    open(name, "wb").write(data)


crlf = email.policy.SMTP
write("quoted.eml", mail("quoted-printable", words + text).as_bytes())
write("crlf.eml", mail("quoted-printable", words + text).as_bytes(policy=crlf))
write("reply.eml", mail("quoted-printable", words + "".join("> " + line + "\n" for line in text.split("\n"))).as_bytes())
write("body.eml", quopri.encodestring(text.encode()))
write("base64.eml", mail("base64", words + text).as_bytes())
write("base64crlf.eml", mail("base64", words + text).as_bytes(policy=crlf))
write("attached.eml", mail("7bit", "it is attached\n", text).as_bytes())
write("both.eml", mail("base64", words, text).as_bytes())  # words in base64, then the finding
decoded = mail("quoted-printable", "x\n").as_bytes().replace(b"x\n", text.encode())
write("decoded.eml", decoded)
END
for mail in quoted crlf reply body base64 base64crlf attached both decoded; do
	check 1 'torn, as recorded' sh -c "'$warpage' replay --quiet - <$mail.eml"
done
# they are what they are for
check 0 'sees=3D' cat quoted.eml
also '=$'
check 1 '^0$' grep -c 'sees=[^3]' quoted.eml
check 1 '^0$' grep -c 'sees=' base64.eml
sed 's/^violation torn/vio=\nlation=20to=\nrn/; s/sees=3D/sees=\n=3D/' body.eml >soft.eml
check 1 'torn, as recorded' "$warpage" replay --quiet soft.eml
check 0 '' "$warpage" shrink --quiet soft.eml -o soft.warp
check 0 '^violation torn$' cat soft.warp
check 0 '<svg' "$warpage" export quoted.eml --as svg
mkdir mails
cp quoted.eml mails/quoted.warp
cp base64.eml mails/base64.warp
check 0 '^torn  hyperv-tsc: host single-store x guest hv-seed   .model sc.$' "$warpage" list --findings mails
also 'warpage replay mails/base64.warp'
also 'warpage replay mails/quoted.warp'

# One that was changed on the way is told at its line, as a plain one is; and no wrong one comes out as right.
line=$(grep -n 'sees=3D' soft.eml body.eml -h | head -n 1 | cut -d : -f 1)
sed "${line}s/sees=3D/sees=/" body.eml >half.eml
check 2 "half.eml:$line: this '=' stands for itself, and others are quoted-printable" "$warpage" replay --quiet half.eml
check_one_line
sed "${line}s/sees=3D[a-z0-9.]*/sees=3D9.1/" body.eml >wrong.eml
check 2 "wrong.eml:$line: no update of this finding makes" "$warpage" replay wrong.eml
first=$(grep -n 'sees=' soft.eml | head -n 1 | cut -d : -f 1)
sed "$((first + 1))s/=3D[a-z0-9.]*/=3D9.1/" soft.eml >wrong.eml
check 2 "wrong.eml:$first: no update of this finding makes" "$warpage" replay wrong.eml
sed '/^returned/,$d' body.eml >cut.eml
check 2 'cut.eml:[0-9]+: ' "$warpage" replay cut.eml
head -n $(($(wc -l <base64.eml) / 4)) base64.eml >cut.eml
check 2 'cut.eml(:[0-9]+)?: ' "$warpage" replay cut.eml
sed 's/=3D/=0A/' body.eml >control.eml
check 2 'control.eml:[0-9]+: ' "$warpage" replay control.eml

# What is no finding stays none.
letter sed '/^returned/q; s/^/> /' >mail
check 2 'mail:[0-9]+: ' "$warpage" replay mail
check 2 'the finding is cut short|no statement may start here' "$warpage" replay mail
{ letter sed 's/^/> /' && cat "$finding"; } >mail
check 2 'mail:[0-9]+: there is another one after the end' "$warpage" replay mail
printf 'Hello,\nwarpage found nothing.\n' >mail
check 2 'mail:1: this is not a finding' "$warpage" replay mail
letter sed 's/^> //; s/sees=start/sees=9.1/; s/^/> /' >mail
check 2 'mail:[0-9]+: no update of this finding makes' "$warpage" replay mail
line=$(grep -n 'sees=9.1' mail | head -1 | cut -d : -f 1)
check 2 "mail:$line: " "$warpage" replay mail
finish
