## What cannot be set, or not to that: status 1 and no folder.
$ antaeus fly missions/trip.ant --set tua=3
error[usage]: --set 'tua=3': the model has nothing called 'tua'
  hint: did you mean 'tau'?
[2]
$ antaeus fly missions/trip.ant --set tau
error[usage]: --set 'tau': expected NAME=VALUE, found 'tau'
[2]
$ antaeus fly missions/trip.ant --set tau=
error[usage]: --set 'tau=': expected a number for 'bone.tau', found ''
  hint: like "5 day"
[2]
$ antaeus fly missions/trip.ant --set tau=5kg
error[usage]: --set 'tau=5kg': 'bone.tau' is in [day], found [kg]
[2]
$ antaeus fly missions/trip.ant --set tau=0.5
error[usage]: --set 'tau=0.5': 0.5 [day] is outside the range of 'bone.tau', 1 to 10000
[2]
$ antaeus fly missions/trip.ant --set bone.plasma=3
error[usage]: --set 'bone.plasma=3': 'bone.plasma' cannot be set: it is a state
  hint: params, covariates and inputs can be set
[2]
$ antaeus fly missions/trip.ant --set urine.calcium=3
error[usage]: --set 'urine.calcium=3': 'urine.calcium' cannot be set: it is an observable
  hint: params, covariates and inputs can be set
[2]
$ antaeus fly missions/trip.ant --clamp urine.calcium
error[usage]: --clamp 'urine.calcium': 'urine.calcium' is an observable: what acts is something else
  hint: a state, a let, a flow, a param, an input or a balance can be changed
[2]
$ antaeus fly missions/trip.ant --clamp tau=5kg
error[usage]: --clamp 'tau': 'bone.tau' is in [day], found [kg]
[2]
$ antaeus fly missions/trip.ant --change "rise tau by 5%"
error[usage]: --change 'rise tau by 5%': expected remove, hold, raise, lower or block, found 'rise tau by 5%'
  hint: like "raise mineral.parathyroid.pth by 50 % from 30 day"
[2]
$ antaeus fly missions/trip.ant --change "raise tau by 5"
error[usage]: --change 'raise tau by 5': expected a number in [%], found '5'
[2]
$ antaeus fly missions/trip.ant --change "remove rate tau"
error[usage]: --change 'tau': 'tau' has no rate: it is no state
[2]
$ antaeus fly missions/trip.ant --change "raise tau by 5%" --change "remove plasma from 3 day"
error[usage]: all that is changed begins on one day, found 0 and 3
[2]
$ antaeus fly missions/trip.ant --change "raise tau by 5%" --clamp bone.tau=5day
error[usage]: --clamp and --change: 'tau' is changed twice
[2]
$ antaeus fly missions/trip.ant --change "raise tau by 5% from 9999 day"
error[usage]: what is changed from day 9999 on changes nothing: the mission ends on day 150
[2]
$ antaeus fly missions/trip.ant --clamp plasma --clamp-from 9999day
error[usage]: what is changed from day 9999 on changes nothing: the mission ends on day 150
[2]
$ antaeus fly missions/trip.ant --change "block crosstalk.il6"
error[usage]: --change 'crosstalk.il6': the model has nothing called 'crosstalk.il6'
[2]
$ antaeus fly missions/trip.ant --clamp bone.bone.knee
error[usage]: --clamp 'bone.bone.knee': the model has nothing called 'bone.bone.knee'
[2]
$ antaeus fly missions/none.ant
error[input]: cannot read missions/none.ant: No such file or directory
[1]
$ antaeus fly missions/trip.ant --person nobody.ant
error[input]: cannot read nobody.ant: No such file or directory
[1]
$ antaeus fly missions/trip.ant --model nowhere
error[input]: cannot read nowhere: No such file or directory
[1]
$ antaeus fly missions
error[input]: missions is a folder, a file was expected
[1]
$ ls -A
missions
people
physiology
