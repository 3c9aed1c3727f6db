#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kurs propagate as a person types it: every format in and out, wrong calls, bad files, results
# that are never half written.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$out"
fail() { echo "FAILED: $*"; cat "$out/err" 2>/dev/null || true; exit 1; }
# expect STATUS COMMAND...: runs it, output to out, errors to err
expect() {
    want=$1
    shift
    got=0
    "$@" > "$out/out" 2> "$out/err" || got=$?
    [ "$got" -eq "$want" ] || fail "exit $got instead of $want: $*"
}
propagate() { want=$1; shift; expect "$want" "$KURS" propagate "$@"; }
says() { grep -q -- "$1" "$out/err" || fail "not told: $1"; }
no_parts() { [ -z "$(find "$out" -name '*.part*')" ] || fail "a half-written file is left"; }

cat > iss.tle <<'END'
ISS (ZARYA)
1 25544U 98067A   24083.51815457  .00018044  00000+0  32288-3 0  9995
2 25544  51.6414  31.4246 0004532  25.2013  82.5210 15.49698684445326
END
sed '1d; s/.....$/&        anything at all/' iss.tle > nameless.tle
grep -v '^ISS' iss.tle | sed -n 1p > cut.tle

# ---- the same elements in every format are the same states -------------------------------------
cat > iss.kvn <<'END'
CCSDS_OMM_VERS = 2.0
CREATION_DATE = 2024-03-23T13:00:00
ORIGINATOR = TEST
OBJECT_NAME = ISS (ZARYA)
OBJECT_ID = 1998-067A
CENTER_NAME = EARTH
REF_FRAME = TEME
TIME_SYSTEM = UTC
MEAN_ELEMENT_THEORY = SGP4
EPOCH = 2024-03-23T12:26:08.554848
MEAN_MOTION = 15.49698684
ECCENTRICITY = 0.0004532
INCLINATION = 51.6414
RA_OF_ASC_NODE = 31.4246
ARG_OF_PERICENTER = 25.2013
MEAN_ANOMALY = 82.5210
EPHEMERIS_TYPE = 0
CLASSIFICATION_TYPE = U
NORAD_CAT_ID = 25544
ELEMENT_SET_NO = 999
REV_AT_EPOCH = 44532
BSTAR = 0.00032288
MEAN_MOTION_DOT = 0.00018044
MEAN_MOTION_DDOT = 0
END
python3 - <<'END'
import csv, json
pairs = [l.strip().split(' = ') for l in open('iss.kvn')]
body = {k: v for k, v in pairs if k not in ('CCSDS_OMM_VERS', 'CREATION_DATE', 'ORIGINATOR')}
number = lambda v: int(v) if v.isdigit() else float(v) if v.replace('.', '', 1).isdigit() else v
json.dump([{k: number(v) for k, v in body.items()}], open('iss.json', 'w'))
w = csv.DictWriter(open('iss.csv', 'w', newline=''), body)
w.writeheader()
w.writerow(body)
meta = ('OBJECT_NAME', 'OBJECT_ID', 'CENTER_NAME', 'REF_FRAME', 'TIME_SYSTEM', 'MEAN_ELEMENT_THEORY')
mean = ('EPOCH', 'MEAN_MOTION', 'ECCENTRICITY', 'INCLINATION', 'RA_OF_ASC_NODE', 'ARG_OF_PERICENTER', 'MEAN_ANOMALY')
tags = lambda keys: ''.join(f'<{k}>{body[k]}</{k}>' for k in keys)
rest = [k for k in body if k not in meta + mean]
open('iss.xml', 'w').write(
    '<?xml version="1.0"?><omm id="CCSDS_OMM_VERS" version="2.0"><header><CREATION_DATE>2024-03-23T13:00:00'
    '</CREATION_DATE><ORIGINATOR>TEST</ORIGINATOR></header><body><segment><metadata>' + tags(meta) +
    '</metadata><data><meanElements>' + tags(mean) + '</meanElements><tleParameters>' + tags(rest) +
    '</tleParameters></data></segment></body></omm>')
END
gzip -k iss.xml
set -- --from 2024-03-23T12:30:00Z --to 2024-03-23T18:30:00.000000000Z --step 1h
propagate 0 iss.tle "$@" -o want.csv
[ "$(wc -l < want.csv)" -eq 8 ] || fail "not seven states"
head -n 1 want.csv | grep -qx 'object,utc,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s' || fail "columns"
sed -n 2p want.csv | grep -q '^ISS (ZARYA),2024-03-23T12:30:00.000Z,-[0-9.]*,' || fail "first state"
propagate 0 iss.kvn "$@" -o omm.csv
python3 - <<'END'
import csv
a, b = (list(csv.reader(open(f))) for f in ('want.csv', 'omm.csv'))
assert [r[:2] for r in a] == [r[:2] for r in b]
# the units of the two formats differ, and so the last bit of the elements
assert all(abs(float(x) - float(y)) < 1e-9 for r, s in zip(a[1:], b[1:]) for x, y in zip(r[2:], s[2:]))
END
for file in iss.kvn iss.xml iss.xml.gz iss.json iss.csv; do
    propagate 0 "$file" "$@" -o -
    cmp out omm.csv || fail "$file gives other states"
    propagate 0 - "$@" -o - < "$file"
    cmp out omm.csv || fail "$file gives other states on standard input"
done
propagate 0 nameless.tle "$@" -o -
sed 's/^ISS (ZARYA)/25544/' want.csv | cmp - out || fail "an object without a name is not its number"

# ---- out: csv, oem, json; by ending, by --format, by --json ------------------------------------
propagate 0 iss.tle "$@" -o states.oem
grep -qx 'OBJECT_ID = 1998-067A' states.oem || fail "the designator is not that of messages"
grep -qx 'COMMENT SGP4' states.oem || fail "the OEM does not tell its model"
propagate 0 iss.tle "$@" -o - --format oem
cmp out states.oem || fail "standard output is another OEM"
propagate 0 iss.tle "$@" -o states.json
propagate 0 iss.tle "$@" --json
cmp out states.json || fail "--json is another document"
head -c 32 out | grep -q '"schema": "kurs.propagate/1"' || { head -c 40 out; fail "the first key is not the schema"; }
propagate 0 iss.tle "$@" --json -o both.csv
cmp both.csv want.csv || fail "--json changes the file"
cmp out states.json || fail "-o changes the document"
python3 - <<'END'
import csv, json
rows = list(csv.reader(open('want.csv')))[1:]
states = json.load(open('states.json'))['objects'][0]['states']
oem = [l.split() for l in open('states.oem') if l[:2] == '20']
assert len(rows) == len(states) == len(oem) == 7
for row, state, line in zip(rows, states, oem):
    assert row[1] == state['utc'] == line[0][:-6] + 'Z', (row, state, line)
    assert [float(x) for x in row[2:]] == state['r_km'] + state['v_km_s'] == [float(x) for x in line[1:]]
END
SOURCE_DATE_EPOCH=86400 propagate 0 iss.tle "$@" -o - --format oem
grep -q 'CREATION_DATE = 2024' out || fail "a date before 1972 was taken"
SOURCE_DATE_EPOCH=1700000000 propagate 0 iss.tle "$@" -o - --format oem
grep -q 'CREATION_DATE = 2023-11-14T22:13:20.000' out || fail "SOURCE_DATE_EPOCH is not heeded"

# ---- instants ----------------------------------------------------------------------------------
propagate 0 iss.tle --to 2024-03-23T12:30:00Z --step 60 -o -
[ "$(wc -l < out)" -eq 5 ] || fail "not from the epoch on"
sed -n 2p out | grep -q '2024-03-23T12:26:08.554848000Z' || fail "the epoch is not the first instant"
propagate 0 iss.tle --to 2024-03-23T12:24:00Z --step 1m -o back.csv
[ "$(wc -l < back.csv)" -eq 4 ] || fail "not back from the epoch"
sed -n 4p back.csv | grep -q '2024-03-23T12:26:08.554848000Z' || fail "the epoch is not the last instant"
propagate 0 iss.tle --from 2024-03-24 --to 2024-03-24 --step 1d -q -o one.csv
[ "$(wc -l < one.csv)" -eq 2 ] && [ ! -s out ] || fail "not one state, quietly"
propagate 0 iss.tle --from 2024-03-24 --to 2024-03-24T00:00:01Z --step 0.1s -o -
[ "$(wc -l < out)" -eq 12 ] || fail "not eleven states"
tail -n 1 out | grep -q '2024-03-24T00:00:01.000Z' || fail "the end of the grid"

propagate 0 iss.tle --from 2024-03-24 --to 2024-03-24T00:00:00.3Z --step 0.1 -o - # of which 0.3 has 2.9999999999999996
[ "$(wc -l < out)" -eq 5 ] || fail "not four states"
{ cat iss.tle; sed '1s/.*/EARLIER/; s/24083/24082/' iss.tle; } > two.tle
propagate 0 two.tle --no-checksum --to 2024-03-24 --step 6h -o - --format oem
grep -q 'CREATION_DATE = 2024-03-23T12:26:08.555' out || fail "the first instant is not the date of creation"
grep -q 'START_TIME = 2024-03-22T12:26:08.554848000' out || fail "an object does not begin at its own epoch"

# ---- a round trip: elements to an ephemeris, and its orbit integrated --------------------------
propagate 0 iss.tle --model numerical --from 2024-03-23T13:00:00Z --to 2024-03-23T23:00:00Z --step 10m --no-drag -o a.oem
says 'integrated from the state that SGP4 has'
for frame in gcrf eme2000 itrf teme; do
    propagate 0 iss.tle --model numerical --from 2024-03-23T13:00:00Z --to 2024-03-23T23:00:00Z --step 10m --no-drag --frame $frame -o b.oem
    propagate 0 b.oem --from 2024-03-23T13:05:00Z --to 2024-03-23T23:00:00Z --step 5m -o c.csv
    says 'no drag: the file does not tell'
    python3 - $frame <<'END'
import csv, math, sys
want = {l.split()[0][:-6] + 'Z': l.split()[1:] for l in open('a.oem') if l[:2] == '20'}
worst, n = 0.0, 0
for row in list(csv.reader(open('c.csv')))[1:]:
    if row[1] in want:
        worst = max(worst, math.dist([float(x) for x in row[2:5]], [float(x) for x in want[row[1]][:3]]))
        n += 1
print(f'round trip by {sys.argv[1]}: {n} states within {1e6 * worst:.3f} mm')
assert n == 60 and worst < 1e-5, worst
END
    cat "$out/err" > /dev/null
done
# back from its start, and from it on, in one run
propagate 0 a.oem --from 2024-03-23T12:00:00Z --to 2024-03-23T14:00:00Z --step 10m -o d.csv
python3 - <<'END'
import csv, math
want = {l.split()[0][:-6] + 'Z': l.split()[1:] for l in open('a.oem') if l[:2] == '20'}
rows = list(csv.reader(open('d.csv')))[1:]
assert len(rows) == 13 and rows == sorted(rows, key=lambda r: r[1])
for row in rows[6:]:
    assert math.dist([float(x) for x in row[2:5]], [float(x) for x in want[row[1]][:3]]) < 1e-5
END

# ---- a state of a message ----------------------------------------------------------------------
cat > iss.opm <<'END'
CCSDS_OPM_VERS = 2.0
CREATION_DATE = 2024-03-23T13:00:00
ORIGINATOR = TEST
OBJECT_NAME = ISS
OBJECT_ID = 1998-067A
CENTER_NAME = EARTH
REF_FRAME = EME2000
TIME_SYSTEM = UTC
EPOCH = 2024-02-16T12:00:00.000
X = -4986.025943021530
Y = -3800.911823677580
Z = 2615.050785230240
X_DOT = 4.86633012990265
Y_DOT = -2.77432070396701
Z_DOT = 5.22934480113520
MASS = 452886
SOLAR_RAD_AREA = 0
SOLAR_RAD_COEFF = 0
DRAG_AREA = 1574.2
DRAG_COEFF = 2.1
MAN_EPOCH_IGNITION = 2024-02-24T00:21:00
MAN_DURATION = 100
MAN_DELTA_MASS = -1
MAN_REF_FRAME = RTN
MAN_DV_1 = 0
MAN_DV_2 = 0.0016
MAN_DV_3 = 0
END
propagate 0 iss.opm --to 2024-02-16T12:20:00Z --step 20m -o - --frame eme2000
says 'manoeuvres of the OPM are not flown'
# NASA's own point of this instant, from its ephemeris of 2024-02-16
tail -n 1 out | python3 -c 'import math, sys
row = sys.stdin.read().split(",")
assert math.dist([float(x) for x in row[2:5]], (3137.087293204460, -3224.542333768670, 5085.080341453690)) < 1e-2, row'
sed 's/2024-02-16T12/2016-02-16T12/' iss.opm > early.opm
propagate 0 early.opm --to 2016-02-17 --step 1h -o -
says 'note: date outside the '
propagate 0 iss.opm --to 2024-02-17T12:00:00Z --step 1d -o drag.csv
propagate 0 iss.opm --to 2024-02-17T12:00:00Z --step 1d -o none.csv --no-drag
propagate 0 iss.opm --to 2024-02-17T12:00:00Z --step 1d -o point.csv --gravity 0
propagate 0 iss.opm --to 2024-02-17T12:00:00Z --step 1d -o fixed.csv --space-weather fixed
propagate 0 iss.opm --to 2024-02-17T12:00:00Z --step 1d -o held.csv --space-weather held
for a in drag none point fixed held; do
    for b in drag none point fixed held; do
        [ $a = $b ] || ! cmp -s $a.csv $b.csv || fail "$a and $b are the same"
    done
done

# ---- many objects, of which some have an end ---------------------------------------------------
cat > many.tle <<'END'
DEB
1 25544U 98067A   24083.51815457  .00018044  00000+0  32288-3 0  9995
2 25544  51.6414  31.4246 0004532  25.2013  82.5210 15.49698684445326
DEB
1 25545U 98067A   24083.51815457  .00018044  00000+0  52288-2 0  9997
2 25545  51.6414  31.4246 0004532  25.2013  82.5210 16.10000000445325
1 25546U 98067A   24083.51815457  .00018044  00000+0  32288-3 0  9997
2 25546  51.6414  31.4246 0004532  25.2013  82.5210 15.49698684445328
END
propagate 1 many.tle --from 2024-03-24 --to 2024-03-27 --step 1h -o many.csv
says 'many.tle:4:1: DEB (25545): .*, from 2024-03-2.*Z; '
[ "$(cut -d, -f1 many.csv | sort -u | tr '\n' ' ')" = '25546 DEB (25544) DEB (25545) object ' ] || fail "names"
[ "$(grep -c '^25546' many.csv)" -eq 73 ] || fail "the others are not written"
grep -q '^many' out && fail "words"
propagate 1 many.tle --from 2024-06-24 --to 2024-06-24 --step 1h --json
python3 -c 'import json, sys
o = json.load(sys.stdin)["objects"]
assert len(o) == 3 and "error" not in o[0] and o[1]["error"]["code"] and o[1]["states"] == [], o' < out
# caveats are told, and how many objects with states they are of
sed 's/ 24083\./ 16083./' many.tle > early.tle
for frame in gcrf itrf; do
    propagate 0 iss.tle --from 2024-03-28 --to 2024-03-28 --step 1 --frame $frame -o -
    says 'note: orbital elements more than three days old$'
    propagate 1 early.tle --no-checksum --from 2016-03-28 --to 2016-03-28 --step 1 --frame $frame --json
    says 'note: date outside the Earth orientation table: .* (2 of 3 objects)'
    grep -q '"code": *"eop_outside"' out || fail "the document has no caveat"
done
propagate 1 early.tle --no-checksum --from 2016-03-28 --to 2016-03-28 --step 1 --frame teme -o -
grep -q 'Earth orientation' err && fail "TEME asks a table"
propagate 0 iss.tle --from 2024-03-24 --to 2050-01-01 --step 10000d -o -
says 'leap seconds may have been announced'
# an integrated orbit that ends in the air: what came before is written
sed 's/^X_DOT.*/X_DOT = 4.7/; s/^Y_DOT.*/Y_DOT = -2.6/; s/^Z_DOT.*/Z_DOT = 5.0/' iss.opm > falls.opm
propagate 1 falls.opm --to 2024-02-17 --step 1m -o falls.csv
says 'the orbit has decayed, from 2024-02-16T12:.*Z; '
[ "$(wc -l < falls.csv)" -gt 10 ] || fail "the states before the end are lost"
# no state at all: nothing is put in place
cp many.csv keep.csv
propagate 1 falls.opm --from 2024-02-20 --to 2024-02-21 --step 1h -o keep.csv
cmp keep.csv many.csv || fail "a file without a state was put in place"

# ---- wrong usage -------------------------------------------------------------------------------
wrong() { propagate 2 "$@"; [ ! -s out ] && [ -s err ] && [ ! -e x.csv ] || fail "wrong usage: $*"; grep -q '^kurs: .*; ' err || fail "no remedy: $*"; }
wrong iss.tle --step 1m -o x.csv
wrong iss.tle --to 2024-03-24 -o x.csv
wrong iss.tle --to 2024-03-24 --step 1m
wrong iss.tle --to 2024-03-24 --step 1m -o x.txt
wrong iss.tle --to 2024-03-24 --step 1m -o - --json
wrong iss.tle --to 2024-02-30 --step 1m -o x.csv
wrong iss.tle --to tomorrow --step 1m -o x.csv
for step in 0 -5 nan inf 1x 1e-9 '' 0x10; do wrong iss.tle --to 2024-03-24 --step "$step" -o x.csv; done
wrong iss.tle --to 2024-03-24 --step 1us -o x.csv
wrong iss.tle --from 2024-03-24 --to 2024-03-23 --step 1m -o x.csv
wrong iss.tle --to 2044-03-24 --step 0.001 -o x.csv
wrong iss.tle --to 2024-03-24 --step 1m -o x.csv --gravity 71 --model numerical
wrong iss.tle --to 2024-03-24 --step 1m -o x.csv --gravity -1 --model numerical
wrong iss.tle --to 2024-03-24 --step 1m -o x.csv --model kepler
wrong iss.tle --to 2024-03-24 --step 1m -o x.csv --frame tod
wrong iss.tle --to 2024-03-24 --step 1m -o x.csv --space-weather calm
wrong iss.tle --to 2024-03-24 --step 1m -o x.csv --format xls
wrong iss.tle --to 2024-03-24 --step 1m -o x.csv --no-drag
wrong iss.tle --to 2024-03-24 --step 1m -o x.csv --fit-drag 12
wrong iss.opm --to 2024-03-24 --step 1m -o x.csv --fit-drag 12
wrong a.oem --to 2024-03-24 --step 1m -o x.csv --fit-drag 12 --no-drag
wrong a.oem --to 2024-03-24 --step 1m -o x.csv --fit-drag none
wrong a.oem --to 2024-03-24 --step 1m -o x.csv --model sgp4

# ---- bad files: place and remedy, nothing written ----------------------------------------------
bad() { file=$1; place=$2; shift 2; propagate 3 "$@" -o x.csv; [ ! -s out ] && [ ! -e x.csv ] || fail "something is written: $file"; grep -Eq "$file:$place.*; " err || fail "no place: $file"; no_parts; }
sed 's/9995$/9990/' iss.tle > sum.tle
bad sum.tle 2:69: sum.tle --to 2024-03-24 --step 1m
propagate 0 sum.tle --to 2024-03-23T13:00:00Z --step 1m -o - --no-checksum
bad cut.tle 1:1: cut.tle --to 2024-03-24 --step 1m
head -c 4096 "$KURS" > binary
bad binary '[0-9]*:[0-9]*:' binary --to 2024-03-24 --step 1m
: > empty
bad empty '' empty --to 2024-03-24 --step 1m
head -c 200 iss.xml.gz > cut.gz
bad cut.gz '' cut.gz --to 2024-03-24 --step 1m
sed 's/^X = .*/X = NaN/' iss.opm > nan.opm
bad nan.opm '10:[0-9]*:' nan.opm --to 2024-03-24 --step 1m
bad iss.tle '[0-9]*:[0-9]*:' iss.opm --to 2024-03-24 --step 1m --eop iss.tle
bad iss.tle '' iss.opm --to 2024-03-24 --step 1m --weather iss.tle
bad 'standard input' '' - --to 2024-03-24 --step 1m < empty

# ---- resources ---------------------------------------------------------------------------------
propagate 4 absent.tle --to 2024-03-24 --step 1m -o x.csv
says absent.tle
propagate 4 iss.tle --to 2024-03-24 --step 1m -o absent/x.csv
says absent/x.csv
mkdir folder.csv
propagate 4 iss.tle --to 2024-03-24 --step 1m -o folder.csv
if [ -e /dev/full ]; then
    propagate 4 iss.tle --to 2024-03-24 --step 1m -o /dev/full --format csv
    got=0
    "$KURS" propagate iss.tle --to 2024-03-24 --step 1m -o - > /dev/full 2> err || got=$?
    [ "$got" -eq 4 ] || fail "exit $got instead of 4 on a full device"
fi
# a device is written to, a link is followed
propagate 0 iss.tle --to 2024-03-24 --step 1h -o /dev/null --format csv
[ -c /dev/null ] || fail "a device was replaced"
echo old > real.csv
ln -s real.csv link.csv
propagate 0 iss.tle --to 2024-03-24 --step 1h -o link.csv
[ -L link.csv ] && head -n 1 real.csv | grep -q '^object' || fail "a link was replaced"
no_parts

ln -s nowhere.csv dangling.csv
propagate 4 iss.tle --to 2024-03-24 --step 1h -o dangling.csv
[ -L dangling.csv ] || fail "a link to nothing was replaced"

# ---- 2026-11-26, found by a review -----------------------------------------------------------
# an orbit that has ended before the first instant does not come back
cat > decayed.tle <<'END'
1 25544U 98067A   24083.51815457  .00018044  00000+0  50000-2 0  9996
2 25544  51.6414  31.4246 0004532  25.2013  82.5210 15.90000000445321
END
propagate 1 decayed.tle --from 2024-04-02T03:30:00Z --to 2024-04-02T03:30:00Z --step 1m -o -
says "decayed, before the first instant"
# SGP4-XP is another theory
sed '2s/ 0  9995$/ 4  9999/' iss.tle > xp.tle
propagate 3 xp.tle --to 2024-03-24 --step 1h -o -
says ':2:63: .*SGP4-XP'
# a frame of an epoch is not the frame of date
sed 's/^REF_FRAME = .*/REF_FRAME = TEME\nREF_FRAME_EPOCH = 2000-01-01T00:00:00/' iss.opm > epoch.opm
propagate 3 epoch.opm --to 2024-03-24 --step 1h -o -
says REF_FRAME_EPOCH
# mean elements as CSV may begin with the version
cat > version.csv <<'END'
CCSDS_OMM_VERS,OBJECT_NAME,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,BSTAR,NORAD_CAT_ID
2.0,ISS,2024-03-23T12:26:08.554848,15.49698684,0.0004532,51.6,31,25,82,1e-4,25544
END
propagate 0 version.csv --to 2024-03-24 --step 1h -o -
# no number is not the number 0; no name moves the cursor
cat > bare.json <<'END'
[{"OBJECT_ID":"1998-067A","EPOCH":"2024-03-23T12:26:08","MEAN_MOTION":15.49,"ECCENTRICITY":0.0004,"INCLINATION":51.6,"RA_OF_ASC_NODE":31,"ARG_OF_PERICENTER":25,"MEAN_ANOMALY":82,"BSTAR":1e-4},
{"OBJECT_NAME":"A\u001b[31mB","EPOCH":"2024-03-23T12:26:08","MEAN_MOTION":15.49,"ECCENTRICITY":0.0004,"INCLINATION":51.6,"RA_OF_ASC_NODE":31,"ARG_OF_PERICENTER":25,"MEAN_ANOMALY":82,"BSTAR":1e-4}]
END
propagate 0 bare.json --to 2024-03-23T13:00:00Z --step 1h -o -
grep -q '^1998-067A,' out || fail "an object without a number is not called by its designator"
grep -q '^A?\[31mB,' out || fail "a control character in a name went through"
# both tables outside at once: both are told
sed 's/24083.51815457/30083.51815457/; 2s/5$/2/' iss.tle > late.tle
propagate 0 late.tle --no-checksum --model numerical --to 2030-03-25 --step 12h -o -
says "Earth orientation table"
says "space weather table"
# what falls ends at the ground
sed 's/^X_DOT.*/X_DOT = 0/; s/^Y_DOT.*/Y_DOT = 0/; s/^Z_DOT.*/Z_DOT = 0/' iss.opm > fall.opm
propagate 1 fall.opm --to 2024-03-23T14:00:00Z --step 1s --frame itrf -o fall.csv
says decayed
tail -n 1 fall.csv | python3 -c 'import math, sys
x = [float(v) for v in sys.stdin.read().split(",")[2:5]]
assert math.hypot(x[0] / 6378.137, x[1] / 6378.137, x[2] / 6356.7523) >= 1.0, x' || fail "under the ground"
# a line without end in a file too large to read has its place
truncate -s 1G endless
propagate 3 endless --to 2024-03-24 --step 1h -o -
says 'endless:1:4097:'
propagate 3 iss.tle --eop endless --to 2024-03-24 --step 1h -o -
says 'endless:1:401:'
propagate 3 iss.tle --weather endless --model numerical --to 2024-03-24 --step 1h -o -
says 'endless:1:401:'
# a reader that goes leaves no part behind
got=0
{ "$KURS" propagate iss.tle --to 2024-05-01 --step 10s -o gone.csv --json 2> err || echo $? > code; } | head -n 1 > /dev/null
[ "$(cat code)" -eq 4 ] || fail "exit $(cat code) instead of 4 where the reader went"
no_parts

# ---- Ctrl-C: nothing is left, what stood there stays -------------------------------------------
# A shell lets what it starts in the background ignore SIGINT: perl gives it back.
echo old > kept.csv
perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$KURS" propagate iss.opm --to 2098-01-01 --step 1d --gravity 70 -o kept.csv > out 2> err &
pid=$!
tries=0
while [ ! -e kept.csv.part ] && [ $tries -lt 500 ]; do sleep 0.02; tries=$((tries + 1)); done
kill -INT $pid
got=0
wait $pid || got=$?
[ $got -eq 1 ] || fail "exit $got instead of 1 after an interrupt"
[ "$(cat kept.csv)" = old ] || fail "an interrupt changed the file"
says stopped
no_parts
echo "propagate behaves"
