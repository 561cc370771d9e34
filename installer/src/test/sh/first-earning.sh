#!/bin/bash
# From a fresh installation to the first verified earning on the practice network, through the real window: keys and pointer of a
# screen of its own (Xvfb, xdotool), nothing else. Prints one JSON object and keeps a picture of each step.
#
#   installer/src/test/sh/first-earning.sh IMAGE [PICTURES]
#
# IMAGE is the folder of the installation (installer/target/hearth). The wallet is brought back from twelve words, because a script
# cannot read the words of a new one from the screen; everything else is what a person does. The time runs from the start of the
# program to the first result that was accepted and counted, as `hearth status --json` has it. Exit code 0 within 300 s, 1 later.
set -u
image=${1:?the folder of the installation}
pictures=${2:-first-earning}
phrase='abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'
limit=300
for tool in Xvfb xdotool import; do
  command -v "$tool" >/dev/null || { echo "first-earning: $tool is missing (apt-get install xvfb xdotool imagemagick)" >&2; exit 3; }
done

mkdir -p "$pictures"
HEARTH_HOME=$(mktemp -d /tmp/hearth-first-XXXXXX)
export HEARTH_HOME
unset WAYLAND_DISPLAY XAUTHORITY
numbers=$(mktemp)
Xvfb -displayfd 3 -screen 0 1180x780x24 -nolisten tcp -ac 3>"$numbers" 2>/dev/null &
screen=$!
window=
finish() {
  host=$(sed -n 's/.*"pid"[^0-9]*\([0-9]*\).*/\1/p' "$HEARTH_HOME/practice/host.json" 2>/dev/null)
  for process in $window $host; do kill "$process" 2>/dev/null; done
  for process in $window $host; do
    for _ in $(seq 120); do kill -0 "$process" 2>/dev/null || break; sleep 0.5; done
  done
  kill "$screen" 2>/dev/null
  rm -rf "$numbers" "$HEARTH_HOME"
}
trap finish EXIT
trap "exit 1" INT TERM
for _ in $(seq 100); do [ -s "$numbers" ] && break; sleep 0.1; done
DISPLAY=:$(cat "$numbers")
export DISPLAY

begun=$(date +%s%N)
elapsed() { echo $((($(date +%s%N) - begun) / 1000000)); }
picture() { import -window root "$pictures/$1.png"; echo "first-earning: $1 after $(elapsed) ms" >&2; }
looks() { import -window root rgb:- | cksum; }
# Until the screen has changed and stands still.
changed() {
  before=$1
  last=
  for _ in $(seq 240); do
    now=$(looks)
    if [ "$now" != "$before" ] && [ "$now" = "$last" ]; then return 0; fi
    last=$now
    sleep 0.5
  done
  picture stuck
  echo "first-earning: the window does not go on" >&2
  exit 1
}
# Does something with the keys and waits for what comes of it.
step() {
  name=$1
  shift
  before=$(looks)
  xdotool "$@"
  changed "$before"
  picture "$name"
}

HEARTH_TRACE=$HEARTH_HOME/trace "$image/bin/hearth" >"$HEARTH_HOME/printed" 2>&1 &
window=$!
for _ in $(seq 600); do grep -q true-state "$HEARTH_HOME/trace" 2>/dev/null && break; sleep 0.2; done
grep -q true-state "$HEARTH_HOME/trace" || { cat "$HEARTH_HOME/printed" >&2; exit 1; }
sleep 1
picture 1-welcome
opened=$(elapsed)

# The pointer only where a person would use it: no window manager gives this screen a focus.
xdotool mousemove 590 20 click 1
step 2-words key --delay 80 Tab Tab space
step 3-typed type --delay 25 "$phrase"
step 4-password key Return
xdotool type --delay 20 'correct horse battery'
xdotool key Tab
step 5-again type --delay 20 'correct horse battery'
step 6-computer key Return
step 7-share key Return
xdotool key Return
shared=$(elapsed)

earned=
while [ "$(elapsed)" -lt $((limit * 2000)) ]; do
  status=$("$image/bin/hearth" status --json 2>/dev/null)
  wei=$(printf '%s' "$status" | sed -n 's/.*"earnedWei":"\{0,1\}\([0-9]*\).*/\1/p')
  if [ -n "$wei" ] && [ "$wei" != 0 ]; then earned=$(elapsed); break; fi
  sleep 0.5
done
sleep 2
picture 8-earned
[ -n "$earned" ] || { echo "first-earning: nothing was earned" >&2; exit 1; }
echo "{\"firstEarningMs\":$earned,\"windowMs\":$opened,\"sharingMs\":$shared,\"earnedWei\":\"$wei\",\"limitMs\":$((limit * 1000))}"
[ "$earned" -le $((limit * 1000)) ]
