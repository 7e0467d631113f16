#!/bin/sh
# sh onday.sh LOG POLICY LANGUAGE DAY: which text held on that day, by the publication log alone.
# Prints: date of the version, SHA-256 of its file, commit:path, day on which it was published, line of the log;
# or: none, and why. Needs POSIX sh and awk. Exit code 2: wrong arguments; 3: the log has what this cannot read.
case "$#:$4" in 4:[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]) ;; *)
	echo "usage: sh onday.sh LOG POLICY LANGUAGE YYYY-MM-DD" >&2; exit 2 ;;
esac
[ -r "$1" ] || { echo "onday.sh: cannot read $1" >&2; exit 2; }
LC_ALL=C awk -F '\t' -v policy="$2" -v language="$3" -v day="$4" '
function fail(text, code) { print "onday.sh: " text > "/dev/stderr"; failed = code; exit code }
# What the lines of one language make: opened[date] is the line that opened a version, and so on
function fold(code,  i, date, event, more) {
	split("", opened); split("", withdrawn); split("", repealed); split("", until); split("", moved); gaps = 0
	for (i = 1; i <= NR; i++) {
		if (!(name[i] in names) || (lang[i] != code && lang[i] != "-")) continue
		date = on[i]; event = what[i]; more = extra[i]
		if (event == "text") { if (!(date in withdrawn) && !(date in opened)) opened[date] = i }
		else if (event == "withdrawn") { delete opened[date]; withdrawn[date] = 1 }
		else if (event == "dated") {
			# A translation that was handed on to another version comes back without what was made for that one
			if (date in moved && moved[date] == more) { delete moved[date]; continue }
			opened[date] = (more in opened) ? opened[more] : i
			delete opened[more]; moved[more] = date; delete moved[date]
		}
		else if (event == "repealed") repealed[date] = 1
		else if (event == "repeal-off") delete repealed[date]
		else if (event == "until") { delete until[date]; if (more != "-") until[date] = more }
		else if (event == "removed") { gone[++gaps] = date; again[gaps] = ""; back[gaps] = NR + 1 }
		else if (event == "returned" && date == "-") { if (gaps) { again[gaps] = more; back[gaps] = i } }
		else if (event == "returned") {
			if (!(date in opened)) opened[date] = i
			delete withdrawn[date]; delete moved[date]
		}
		else if (event == "ruled") fail("line " i ": a ruling, which this script cannot read", 3)
	}
}
function without(date,  i) {
	for (i = 1; i <= gaps; i++)
		if (gone[i] <= day && (again[i] == "" || day < again[i]) && opened[date] < back[i]) return 1
	return 0
}
function none(why) { print "none: " why; exit 0 }
/\r/ { fail("line " NR " has a carriage return: the file was changed", 3) }
NF != 12 { fail("line " NR " has " NF " columns, not 12", 3) }
NR == 1 { if (!match($12, /languages=[^ ,]+/)) fail("line 1 names no languages", 3)
	original = substr($12, RSTART + 10, RLENGTH - 10) }
$2 !~ /^(published|text|withdrawn|repealed|repeal-off|removed|returned|dated|renamed|moved|until|behind|ruled|erased|key|settings|override)$/ {
	fail("line " NR ": an event that this script does not know: " $2, 3) }
{ said[NR] = $1; what[NR] = $2; name[NR] = $3; lang[NR] = $4; on[NR] = $5; source[NR] = $9; sha[NR] = $10; extra[NR] = $12 }
$2 == "moved" { for (old in commit) if (commit[old] == $12) commit[old] = $9; commit[$12] = $9 }
END {
	if (failed) exit failed
	# The policy under all its names
	names[policy] = 1
	for (i = 1; i <= NR; i++) if (name[i] == policy || (what[i] == "renamed" && extra[i] == policy)) known = 1
	if (!known) fail("the log has no policy " policy, 2)
	do { grown = 0
		for (i = 1; i <= NR; i++) if (what[i] == "renamed" && ((name[i] in names) != (extra[i] in names))) {
			names[name[i]] = names[extra[i]] = 1; grown = 1 }
	} while (grown)
	# The original says which version held
	fold(original); held = ""
	for (date in opened) if (date <= day && date > held) held = date
	if (held == "") none("no version had taken effect")
	for (date in repealed) if (date > held && date <= day) none("repealed from " date)
	if (without(held)) none("the text was removed")
	if (held in until && until[held] <= day) none("it is not known which text held from " until[held])
	# The last text of that version in the language
	fold(language)
	for (i = 1; i <= NR; i++) if (what[i] == "text" && lang[i] == language && name[i] in names) {
		date = on[i]
		while (date in moved) date = moved[date]
		if (date != held) continue
		if (!found) opened[held] = i
		found = i
	}
	if (!found) none("the version of " held " has no text in this language")
	if (without(held)) none("the text in this language was removed")
	id = substr(source[found], 1, index(source[found], ":") - 1)
	if (id in commit) sub(/^[^:]*/, commit[id], source[found])
	print held, sha[found], source[found], said[found], "line " found
}' "$1"
