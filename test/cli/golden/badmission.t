## Mistakes in a mission: status 1 and no folder.
$ printf 'antaeus 1\nmission "M"\n  flight 10 [day]\n  recovery 10 [day]  from 5 [day]\n' >m.ant; antaeus fly m.ant
m.ant:4:27: error[range]: phase 'recovery' overlaps the one before it, which ends on day 10
    4 |   recovery 10 [day]  from 5 [day]
      |                           ^~~~~~~
  hint: phases follow each other; day 0 is the start of the first that is not `preflight`
[1]
$ printf 'antaeus 1\nmission "M"\n  flight 0 [day]\n  recovery 10 [day]\n' >m.ant; antaeus fly m.ant
m.ant:3:10: error[range]: phase 'flight' is empty: it lasts 0 days
    3 |   flight 0 [day]
      |          ^~~~~~~
[1]
$ printf 'antaeus 1\nmission "M"\n  flight -3 [day]\n' >m.ant; antaeus fly m.ant
m.ant:3:10: error[range]: phase 'flight' has a negative duration, -3 days
    3 |   flight -3 [day]
      |          ^~~~~~~~
[1]
$ printf 'antaeus 1\nmission "M"\n  flight 10 [day]\n    dose supplement 5 [mg]  on day 12 [day]\n' >m.ant; antaeus fly m.ant
m.ant:4:36: error[range]: day 12 is outside its phase 'flight', which has 10 days
    4 |     dose supplement 5 [mg]  on day 12 [day]
      |                                    ^~~~~~~~
  hint: days of a dose count from the start of the phase
[1]
$ printf 'antaeus 1\nmission "M"\n  flight 10 [day]\n    dose suplement 5 [mg]  on day 2 [day]\n' >m.ant; antaeus fly m.ant
m.ant:4:10: error[unknown]: the model takes no dose of 'suplement'
    4 |     dose suplement 5 [mg]  on day 2 [day]
      |          ^~~~~~~~~
  hint: did you mean 'supplement'?
[1]
$ printf 'antaeus 1\nmission "M"\n  flight 10 [day]\n    dose supplement 5 [day]  on day 2 [day]\n' >m.ant; antaeus fly m.ant
m.ant:4:21: error[unit]: a dose of 'supplement' is in [mg], found [day]
    4 |     dose supplement 5 [day]  on day 2 [day]
      |                     ^~~~~~~ a time, not a mass
[1]
$ printf 'antaeus 1\nmission "M"\n  flight 10 [day]  gravity 9 [g0]\n' >m.ant; antaeus fly m.ant
m.ant:3:20: error[range]: 9 [g0] is outside the range of 'bone.gravity', 0 to 3
    3 |   flight 10 [day]  gravity 9 [g0]
      |                    ^~~~~~~~~~~~~~
[1]
$ printf 'antaeus 1\nmission "M"\n  flight 10 [day]  gravity 0 [kg]\n  recovery 3 [parsec]\n' >m.ant; antaeus fly m.ant
m.ant:3:28: error[unit]: 'bone.gravity' is in [g0], found [kg]
    3 |   flight 10 [day]  gravity 0 [kg]
      |                            ^~~~~~ a mass, not an acceleration
m.ant:4:15: error[unknown]: unknown unit 'parsec'
    4 |   recovery 3 [parsec]
      |               ^~~~~~
  hint: `antaeus explain units` lists the units that are known
[1]
$ printf 'antaeus 1\nmission "M"\n' >m.ant; antaeus fly m.ant
m.ant:2:1: error[missing]: a mission has at least one phase
    2 | mission "M"
      | ^~~~~~~~~~~
[1]
$ printf 'antaeus 1\nmission "M"\n  flight 1e300 [day]\n' >m.ant; antaeus fly m.ant
m.ant:3:10: error[range]: phase 'flight' lasts 1e+300 days, at most 73050 (200 years) are flown
    3 |   flight 1e300 [day]
      |          ^~~~~~~~~~~
[1]
$ : >m.ant; antaeus fly m.ant
m.ant:1:1: error[input]: the file says nothing
  hint: the first line that is not a comment says: antaeus 1
[1]
$ head -c 2000 /dev/zero >m.ant; antaeus fly m.ant
m.ant:1:1: error[input]: expected text, found a byte 0
  hint: is this the right file? text must be saved as UTF-8
[1]
$ ls -A
m.ant
missions
people
physiology
