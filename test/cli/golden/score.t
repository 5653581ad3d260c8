## A table of one's own, with a mission of its own: scored like any other.
$ printf 'id,mission,person,observable,statistic,day_from,day_to,value,unit,spread,spread_kind,lo,hi,n,source,crew,certainty,use,excludes,note\n' >head
$ mkdir mine; printf 'antaeus 1\nmission "Short"\n  flight 30 [day]  gravity 0 [g0]\n  recovery 60 [day]\n' >mine/short.ant
$ (cat head; printf 'r1,trip,astronaut,bone.hip.areal_density,percent,,60,-9,%%,2,sd,,,16,k,c1,A,test,,first\nr2,short,astronaut,bone.hip.areal_density,percent,,30,-5,%%,,,,,6,k,c1,A,test,,second\nr3,short,astronaut,bone.hip.areal_density,half_time,30,90,70,day,,,,,6,k,c1,A,test,,third\nr4,short,astronaut,urine.calcium,sign,,10,1,1,,,,,6,k,c2,A,fit,r1,fourth\nr5,short,astronaut,muscle.soleus.volume,percent,,10,-5,%%,,,,,6,k,c2,A,fit,,fifth\n') >t.csv
$ antaeus score --observations t.csv --missions mine
Toy, 0 parameters fitted
t.csv
  5 rows: 4 run, 0 without a number, 1 not yet, 0 unrunnable; 3 count; 2 of 2 flights flown in N s
  test                  3 rows,    3 inside; standardised 1/1; ratio 2/2; median |z| 0.05, mean z -0.05
  bone                  3 rows,    3 inside; standardised 1/1; ratio 2/2; median |z| 0.05, mean z -0.05
  inside by crew: c1 3/3
  not yet, by what it needs: muscle.soleus.volume (1)
$ antaeus score --observations t.csv --missions mine --out before --quiet >/dev/null; ls before; cut -d, -f2,5,6,10,11 before/score.csv
score.csv
score.html
score.json
score.md
id,state,predicted,inside,counts
r1,run,-9.023767~,yes,yes
r2,run,-5.183635~,yes,yes
r3,run,69.314718~,yes,yes
r4,run,1,yes,no
r5,not yet,,,no
$ sed -i 's/tau \[day\] = 100/tau [day] = 200/' physiology/twin/toy.ant; antaeus score --observations t.csv --missions mine --against before/score.csv | tail -5
moved
  down r1: run -> run, predicted -9.023767~ -> -5.184
  down r2: run -> run, predicted -5.183635~ -> -2.786
  down r3: run -> run, predicted 69.314718~ -> 138.6
  0 up, 3 down, 0 otherwise changed
## Mistakes in a table: status 1, each with its line, nothing flown.
$ (cat head; printf 'r1,trip,astronaut,bone.hip.areal_density,percent,,60,-9,%%,2,,,,16,k,c1,A,test,,\nr1,trip,astronaut,bone.hip.areal_density,percnt,,60,-9,%%,,,,,16,k,c1,A,test,,\nr2,trip,astronaut,bone.hip.areal_density,percent,,60,-9,mg/day,,,,,16,k,c1,B,fit,,\n') >bad.csv; antaeus score --observations bad.csv
bad.csv:2:61: error[missing]: spread_kind: a spread without a kind
  hint: sd, se, ci95, range, range_persons, lower_bound, upper_bound, printed, approx, ns or p: see doc/evidence.md
bad.csv:3:42: error[unknown]: statistic: 'percnt' is not a statistic
  hint: did you mean 'percent'?
bad.csv:4:57: error[unit]: unit: 'mg/day' is not what a percent is measured in; expected [%]
[1]
$ (cat head; printf 'r1,trip,astronaut,bone.hip.areal_density,percent,,60,-9,%%,,,,,16,k,c1,A,test,,\nr1,trip,astronaut,bone.hip.areal_density,percent,,60,-9,%%,,,,,16,k,c1,A,fit,,\n') >bad.csv; antaeus score --observations bad.csv
bad.csv:3: error[input]: r1: crew 'c1' is for 'fit' here, for 'test' in r1 (line 2)
  hint: a crew is never split: parameters would see the people they are tested on
bad.csv:3:1: error[duplicate]: id 'r1' is also the id of line 2
[1]
$ (cat head; printf 'r1,trip,astronaut,bone.hip.areal_densty,percent,,60,-9,%%,,,,,16,k,c1,A,test,,\nr2,trip,astronaut,bone.hip.areal_density,percent,,600,-9,%%,,,,,16,k,c1,A,test,,\nr3,trip,astronaut,bone.hip.areal_density,level,,60,9,mg/day,,,,,16,k,c1,A,test,,\nr4,trap,astronaut,bone.hip.areal_density,percent,,60,-9,%%,,,,,16,k,c1,A,test,,\n') >bad.csv; antaeus score --observations bad.csv | head -3
bad.csv:3: error[input]: r2: day 600 lies outside the mission, which runs from -10 to 150
bad.csv:4: error[input]: r3: [g/cm^2] does not convert to [mg/day]
bad.csv:5: error[input]: r4: there is no mission called 'trap' in ./missions
warning[unknown]: the twin has no observable 'bone.hip.areal_densty'
  hint: did you mean 'bone.hip.areal_density'?
Toy, 0 parameters fitted
bad.csv
  4 rows: 0 run, 0 without a number, 1 not yet, 0 unrunnable, 3 wrong; 0 count; 1 of 2 flights flown in N s
$ (cat head; printf 'r1,trip,astronaut,bone.hip.areal_density,percent,60,30,-9,%%,,,,,16,k,c1,A,test,,\nr2,trip,astronaut,bone.hip.areal_density,percent,,soon,-9,%%,,,,,16,k,c1,A,test,,\nr3,trip,astronaut,bone.hip.areal_density,slope,30,30,-9,%%/month,,,,,16,k,c1,A,test,,\nr4,trip,astronaut,bone.hip.areal_density,percent,,1e999,-9,%%,,,,,16,k,c1,A,test,,\n') >bad.csv; antaeus score --observations bad.csv
bad.csv:2:53: error[range]: day_to 30 does not lie behind day_from 60
bad.csv:3:51: error[input]: day_to: expected a number, found 'soon'
  hint: leave it empty when it is not known; a decimal point, no unit, no comma
bad.csv:4:51: error[range]: day_to 30 does not lie behind day_from 30
bad.csv:5:51: error[input]: day_to: expected a number, found '1e999'
  hint: leave it empty when it is not known; a decimal point, no unit, no comma
[1]
$ printf '\351\n' | cat head - >latin.csv; antaeus score --observations latin.csv
latin.csv:2:1: error[input]: expected text in UTF-8, found the byte 0xE9
  hint: if it is Latin-1: iconv -f latin1 -t utf-8 OLD > NEW
[1]
$ sed 's/$/\r/' t.csv >crlf.csv; antaeus score --observations crlf.csv --missions mine | head -3 | tail -2
crlf.csv
  5 rows: 4 run, 0 without a number, 1 not yet, 0 unrunnable; 3 count; 2 of 2 flights flown in N s
$ : >empty.csv; antaeus score --observations empty.csv
empty.csv:1: error[input]: the table is empty: not even the line with the columns' names
[1]
$ antaeus score --observations nowhere.csv
error[input]: cannot read nowhere.csv: No such file or directory
[1]
$ antaeus score
error[input]: there is no evidence/observations.csv beside the physiology
[1]
$ antaeus score --observations t.csv --missions mine --missions more
error[usage]: 2 times --missions for 1 tables
[2]
## A parameter that was fitted to a test row.
$ sed -i 's/"time constant"  assumed "a toy"/"time constant"  fitted r1/' physiology/twin/toy.ant; antaeus score --observations t.csv --missions mine
physiology/twin/toy.ant:22:7: error[input]: 'bone.tau' is fitted to r1, whose use is 'test'
   22 | param tau [day] = 200  range 1 to 10000  "time constant"  fitted r1
      |       ^~~
  hint: parameters see `fit` rows only: doc/evidence.md, "Fit and test"
[1]
## Claims.
$ sed -i 's/fitted r1/assumed "a toy"/' physiology/twin/toy.ant; mkdir c; printf 'antaeus 1\nclaim hip "The hip falls"\n  source k\n  mission "trip"\n  person "astronaut"\n  expect bone.hip.areal_density falls at 60 [day]\nclaim up "It rises"\n  source k\n  mission "trip"\n  person "astronaut"\n  expect bone.hip.areal_density rises at 60 [day]\n  conflicts hip\nclaim il6 "IL-6 matters"\n  source k\n  mission "trip"\n  person "astronaut"\n  raise crosstalk.il6 by 50 [%%] from 0 [day]\n  expect bone.hip.areal_density lower at 60 [day]\nclaim dead "Plasma moves the hip"\n  source k\n  mission "trip"\n  person "astronaut"\n  raise plasma by 50 [%%] from 0 [day]\n  expect bone.hip.areal_density falls at 60 [day]\nclaim held "Urine follows plasma"\n  source k\n  mission "trip"\n  person "astronaut"\n  raise plasma by 50 [%%] from 0 [day]\n  expect urine.calcium higher at 60 [day]\nscope eye "Eyes"\n  because "no eyes"\n' >c/a.ant; antaeus score --claims c
c/a.ant:19: warning[input]: 'dead': 'raise plasma by 50 [%]' changes nothing that the claim looks at
  hint: a slip in the name, or a part of the model that nothing reads
Toy, 0 parameters fitted
claims
  1 pass, 1 fail, 2 built in, 1 not yet; 0 questions answered; 1 scope; 3 flights in N s
  fails: It rises
         bone.hip.areal_density on day 60: -5.18 %; asked: more than +1 %
  not yet, by what it needs: crosstalk.il6 (1)
$ mkdir d; printf 'antaeus 1\nclaim seen "What is seen acts"\n  source k\n  mission "trip"\n  person "astronaut"\n  raise urine.calcium by 5 [%%]\n  expect bone.hip.areal_density falls at 60 [day]\nclaim much "Too many days"\n  source k\n  mission "trip"\n  person "astronaut"\n  raise tau by 50 [%%] from 10 [day]\n  expect bone.hip.areal_density higher at 60 [day]\n  expect bone.hip.areal_density falls at 6000 [day]\nclaim block "No way"\n  source k\n  mission "trip"\n  person "astronaut"\n  raise tau by much\n  expect bone.hip.areal_density higher at 60 [day]\n' >d/a.ant; antaeus score --claims d
d/a.ant:19:3: error[unit]: expected a number in [%], found 'much'
   19 |   raise tau by much
      |   ^~~~~
[1]
$ sed -i 's/raise tau by much/block plasma by 50 [%]/' d/a.ant; antaeus score --claims d
d/a.ant:2: error[input]: 'seen': 'urine.calcium' is an observable: what acts is something else
  hint: a state, a let, a flow, a param, an input or a balance can be changed
d/a.ant:15: warning[input]: 'block': 'block plasma by 50 [%]' changes nothing that the claim looks at
  hint: a slip in the name, or a part of the model that nothing reads
Toy, 0 parameters fitted
claims
  0 pass, 3 fail, 0 built in, 0 not yet; 0 questions answered; 0 scope; 4 flights in N s
  fails: What is seen acts
         bone.hip.areal_density on day 60: 'urine.calcium' is an observable: what acts is something else
  fails: Too many days
         bone.hip.areal_density on day 6000: day 6000 lies outside the mission, which runs from -10 to 150
  fails: No way
         bone.hip.areal_density on day 60: 0.9482 against 0.9482 g/cm^2, +0 %; asked: more than +0.5 %
[1]
## Claims may look at any quantity, one element of it.
$ mkdir w; printf 'antaeus 1\nclaim loss "The heel loses more"\n  source k\n  mission "trip"\n  person "astronaut"\n  expect bone.bone.hip falls at 60 [day]\n  expect bone.bone.heel below bone.bone.hip at 60 [day]\nclaim aim "Target follows gravity"\n  source k\n  mission "trip"\n  person "astronaut"\n  expect target.hip falls at 30 [day]\nclaim given "Tau is 200 days"\n  source k\n  mission "trip"\n  person "astronaut"\n  expect tau about 200 [day] at 0 [day]\nclaim wand "Magic"\n  source k\n  mission "trip"\n  person "astronaut"\n  expect bone.wand rises at 60 [day]\nclaim zero "Of nothing"\n  source k\n  mission "trip"\n  person "astronaut"\n  expect release.hip rises at 30 [day]\n' >w/a.ant; antaeus score --claims w
Toy, 0 parameters fitted
claims
  2 pass, 0 fail, 2 built in, 1 not yet; 0 questions answered; 0 scope; 1 flights in N s
  not yet, by what it needs: bone.wand (1)
$ sed -i 's/target.hip/target/' w/a.ant; antaeus score --claims w
w/a.ant:12: error[input]: 'aim': 'target' has 2 elements: one was expected
  hint: like 'bone.target.hip'
[1]
$ printf 'claim x\n' >>c/a.ant; antaeus score --claims c
c/a.ant:34:1: error[syntax]: expected what is claimed, in quotes
[1]
$ antaeus score --claims c --json | head -2
c/a.ant:34:1: error[syntax]: expected what is claimed, in quotes
