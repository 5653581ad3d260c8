## A whole flight: what it says and what it leaves.
$ antaeus fly missions/trip.ant
A short trip
A toy astronaut
  preflight    day -10 to 0
  flight       day 0 to 60
  recovery     day 60 to 150
4 states, N steps, N s
trip
$ ls -A trip
course.csv
report.html
summary.json
$ head -n 9 trip/course.csv
# antaeus V
# model HASH "Toy"
# mission trip "A short trip"
# person astronaut "A toy astronaut"
# seed none
time [day],bone.hip.areal_density [g/cm^2],bone.heel.areal_density [g/cm^2],urine.calcium [mg/day]
-10,1,0.2,200
-9,1,0.2,200
-8,1,0.2,200
$ grep -c . trip/course.csv
167
$ tail -n 1 trip/course.csv
150,0.963312~,0.181656~,172.345804~
## Its own folder is replaced, another's is not.
$ antaeus fly missions/trip.ant --quiet
$ antaeus fly missions/trip.ant --out people
error[system]: people is there already and holds other things than results
  hint: name another folder with --out, or remove this one
[4]
$ ls -A people
astronaut.ant
$ antaeus fly missions/trip.ant --out /proc/nowhere
error[system]: cannot write /proc/nowhere: No such file or directory
[4]
$ antaeus fly missions/trip.ant --out missions/trip.ant/below
error[system]: cannot write missions/trip.ant/below: Not a directory
[4]
## A summary alone is one document and no file.
$ rm -r trip; antaeus fly missions/trip.ant --json
{
  "antaeus": "V",
  "mission": "trip",
  "mission_title": "A short trip",
  "person": "astronaut",
  "person_title": "A toy astronaut",
  "seed": null,
  "model": {
    "version": "V",
    "title": "Toy",
    "hash": "HASH",
    "states": 4
  },
  "solver": {
    "steps": N,
    "calls": N,
    "jacobians": N,
    "factorisations": N,
    "iterations": N,
    "rejected": N,
    "restarts": 11,
    "seconds": N
  },
  "mass_error": N,
  "rows": 161,
  "phases": [
    {
      "name": "preflight",
      "start_day": -10,
      "end_day": 0
    },
    {
      "name": "flight",
      "start_day": 0,
      "end_day": 60
    },
    {
      "name": "recovery",
      "start_day": 60,
      "end_day": 150
    }],
  "observables": [
    {
      "name": "bone.hip.areal_density",
      "unit": "g/cm^2",
      "doc": "density",
      "baseline": 1,
      "phase_end": [1, 0.909762~, 0.963312~]
    },
    {
      "name": "bone.heel.areal_density",
      "unit": "g/cm^2",
      "doc": "density",
      "baseline": 0.2,
      "phase_end": [0.2, 0.154881~, 0.181656~]
    },
    {
      "name": "urine.calcium",
      "unit": "mg/day",
      "doc": "calcium in urine",
      "baseline": 200,
      "phase_end": [200, 283.070885~, 172.345804~]
    }]
}
$ ls -A
missions
people
physiology
$ antaeus fly missions/trip.ant --json --out a/b/c | head -c 12; ls -A a/b a/b/c
{
  "antaeusa/b:
c

a/b/c:
course.csv
report.html
summary.json
## Rows that grids have in common are the same bytes.
$ for e in 1 7 30; do antaeus fly missions/trip.ant --quiet --every ${e}day --out e$e; done
$ grep -vxFf e1/course.csv e7/course.csv e30/course.csv
[1]
$ wc -l e1/course.csv e7/course.csv e30/course.csv
  167 e1/course.csv
   32 e7/course.csv
   13 e30/course.csv
  212 total
## Settings: a parameter, an input's ground value, a state that is held, another person.
$ antaeus fly missions/trip.ant --set bone.tau=1e4 --every 60day --out s; tail -n 4 s/course.csv
A short trip
A toy astronaut
  preflight    day -10 to 0
  flight       day 0 to 60
  recovery     day 60 to 150
4 states, N steps, N s
s
0,1,0.2,1200
60,0.998803~,0.199401~,201.826564~
120,0.998810~,0.199405~,199.991080~
150,0.998814~,0.199407~,199.991106~
$ antaeus fly missions/trip.ant --set tau="1 year" --set excretion="0.1 [1/h]" --quiet --out s
$ antaeus fly missions/trip.ant --clamp bone.bone.hip --every 60day --out s; tail -n 4 s/course.csv
A short trip; hold bone.bone.hip at 100 [%]
A toy astronaut
  preflight    day -10 to 0
  flight       day 0 to 60
  recovery     day 60 to 150
4 states, N steps, N s
s
0,1,0.2,1200
60,1,0.154881~,327.913937~
120,1,0.175238~,187.556912~
150,1,0.181656~,190.781934~
$ printf 'antaeus 1\nperson "Two"\n  mass 99 [kg]\n' >two.ant; antaeus fly missions/trip.ant --person two.ant | head -n 2
A short trip
Two
