#!/usr/bin/env bash
# Opens a PO file in Poedit, adds a text to the first entry's translation if there is one to add, saves with the keyboard, and
# ends Poedit. To be run by xvfb-run. Arguments: the file; the text, which has no letter that needs a keyboard of its own.
set -u
file=$1 text=${2:-}
poedit "$file" >/dev/null 2>&1 &
poedit=$!
trap 'kill $poedit 2>/dev/null; wait $poedit 2>/dev/null' EXIT

# Each loop ends with its condition; after so many turns Poedit has hung.
for _ in $(seq 400); do
	window=$(xdotool search --onlyvisible --name "^$(basename "$file")" 2>/dev/null | head -n 1)
	[ -n "$window" ] && break
	kill -0 $poedit 2>/dev/null || { echo "Poedit has ended"; exit 1; }
	sleep 0.2
done
[ -n "$window" ] || { echo "Poedit has opened no window"; exit 1; }

saved() { grep -q 'X-Generator: Poedit' "$file" && { [ -z "$text" ] || grep -qF -- "$text" "$file"; }; }
for _ in $(seq 60); do
	if [ -n "$text" ]; then # what is typed before the fields are there is lost: then the file lacks it, and it is typed again
		xdotool mousemove --window "$window" 300 620 click 1 key ctrl+End type --delay 20 -- "$text" 2>/dev/null
	fi
	xdotool key --window "$window" ctrl+s 2>/dev/null
	for _ in $(seq 15); do
		saved && exit 0
		sleep 0.2
	done
done
echo "Poedit has not saved $file"
exit 1
