## A bone that adapts: what it wants to know, where its rates come from, and going on after a stop.
$ antaeus bone make cross cross.mha --voxels 16 --spacing 0.05 --size 0.3
$ antaeus bone adapt cross.mha
error[usage]: --mission, --course, or all of --formation, --resorption and --days were expected
[2]
$ antaeus bone adapt cross.mha --formation 3 --resorption 9
error[usage]: --mission, --course, or all of --formation, --resorption and --days were expected
[2]
$ antaeus bone adapt cross.mha --formation 3 --resorption 9 --days 60 --course c.csv
error[usage]: --mission, --course, or --formation with --resorption: one of them
[2]
$ antaeus bone adapt cross.mha --formation 3 --resorption -9 --days 60
error[usage]: --resorption: a number from 0 to 1000000 was expected, found '-9'
  hint: --resorption X: and this rate of resorption [%/year]
[2]
$ antaeus bone adapt cross.mha --formation 3 --resorption 9 --days 60 --step 0
error[usage]: --step: a time above 0 and below 1000000 days was expected, found '0'
  hint: write for example 1day, 12h, 2week
[2]
$ antaeus bone adapt cross.mha --formation 3 --resorption 9 --days 60 --depth -1
error[usage]: --depth: a number from 0 to 10 was expected, found '-1'
  hint: --depth MM: of a pit (0.04); 0: all surface gives way
[2]
$ antaeus bone adapt cross.mha --formation 3 --resorption 9 --days 60 --loads 0,0,0
error[usage]: --loads: one load above 0 was expected
[2]
$ antaeus bone adapt cross.mha --course c.csv --site "$(printf '%101s' x)"
error[usage]: --site: at most 100 letters were expected, these are 101
  hint: a site of the twin: femoral_neck, tibia_distal, ...
[2]
$ antaeus bone adapt cross.mha --formation 3 --resorption 9 --days 60 --coupled 7
error[usage]: --coupled: a number from 0 to 1 was expected, found '7'
  hint: --coupled X: share of formation that fills pits (0.9)
[2]
$ antaeus bone adapt nothing.mha --formation 3 --resorption 9 --days 60
error[input]: cannot read nothing.mha: No such file or directory
[1]
$ printf 'time [day],bone.hip.formation_rate [%%/year],bone.hip.resorption_rate [%%/year]\n0,2,4\n30,4,8\n60,4,8\n' >c.csv
$ antaeus bone adapt cross.mha --course c.csv --site hipp
error[usage]: --site hipp: there is no 'bone.hipp.formation_rate' in this course
  hint: did you mean 'bone.hip.formation_rate'?
[2]
$ antaeus bone adapt cross.mha --course c.csv --site hip --days 90
error[usage]: --from, --days: day 0 to 90 was asked for; the course goes from day 0 to 60
[2]
$ sed 's/30,4/30,four/' c.csv >bad.csv
$ antaeus bone adapt cross.mha --course bad.csv --site hip
bad.csv:3:4: error[input]: expected a number, found 'four'
  hint: give folders that `antaeus fly --out DIR` has written; this file is not as it wrote it
[1]
$ sed 's/%/g/' c.csv >unit.csv
$ antaeus bone adapt cross.mha --course unit.csv --site hip
error[input]: 'bone.hip.formation_rate' is in [g/year]; [%/year] was expected
[1]
## Rates of 2 to 4 and 4 to 8 % a year: 0.2464 and 0.3285 % formed, twice as much resorbed.
$ antaeus bone adapt cross.mha --course c.csv --site hip --out run --quiet
$ ls run
fraction-00000.mha
fraction-00060.mha
mask-00000.mha
mask-00060.mha
measures.csv
state.bin
$ sed -n '/^[0-9]/p' run/measures.csv | cut -d, -f1,4-6
0,1,0,0
30,0.997535~,0.002464~,0.004928~
60,0.994250~,0.003285~,0.006570~
$ cp run/measures.csv whole.csv; cp run/fraction-00060.mha whole.mha; rm run/measures.csv run/fraction-00060.mha
$ antaeus bone adapt cross.mha --course c.csv --site hip --out run >resumed.txt
run/state.bin: goes on from day 60
$ cmp whole.csv run/measures.csv && cmp whole.mha run/fraction-00060.mha && echo the same bytes
the same bytes
$ antaeus bone adapt cross.mha --course c.csv --site hip --out run --step 20 --quiet
run/state.bin: error[input]: the run in this folder had other rates, steps or measures
  hint: give another --out, or remove state.bin to begin anew
[1]
$ antaeus bone adapt cross.mha --course c.csv --site hip --out run --coupled 0.5 --quiet
run/state.bin: error[input]: this state is of another bone, or was made with other options
  hint: remove it to begin anew, or give the bone and the options it was of
[1]
$ printf x | dd of=run/state.bin bs=1 seek=3000 conv=notrunc 2>/dev/null
$ antaeus bone adapt cross.mha --course c.csv --site hip --out run --quiet
run/state.bin: error[input]: this state is damaged: its checksum is wrong
  hint: remove it to begin anew, or give the bone and the options it was of
[1]
## Stopped: status 130, and a state to go on from.
$ antaeus bone adapt cross.mha --course c.csv --site hip --step 0.02 --out cut --quiet & sleep 1; kill -INT $!; wait $!
error[interrupted]: stopped on request at day N
  hint: the same command goes on from there
[130]
$ ls cut/state.bin
cut/state.bin
## Killed at some step, it ends with the bytes of a run that was not.
$ antaeus bone adapt cross.mha --course c.csv --site hip --step 2 --out whole --quick --quiet
$ antaeus bone adapt cross.mha --course c.csv --site hip --step 2 --out killed --quick --quiet & until [ -e killed/state.bin ]; do sleep 0.01; done; kill -KILL $!; wait $! 2>/dev/null; antaeus bone adapt cross.mha --course c.csv --site hip --step 2 --out killed --quick --quiet
$ for f in measures.csv fraction-00060.mha mask-00060.mha state.bin; do cmp whole/$f killed/$f && echo the same bytes; done
the same bytes
the same bytes
the same bytes
the same bytes
