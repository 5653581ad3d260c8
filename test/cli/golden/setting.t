## What cannot be set, or not to that: status 1 and no folder.
$ antaeus fly missions/trip.ant --set tua=3
error[unknown]: the model has nothing called 'tua'
  hint: did you mean 'tau'?
[1]
$ antaeus fly missions/trip.ant --set tau
error[input]: expected NAME=VALUE, found 'tau'
[1]
$ antaeus fly missions/trip.ant --set tau=
error[input]: expected a number for 'bone.tau', found ''
  hint: like "5 day"
[1]
$ antaeus fly missions/trip.ant --set tau=5kg
error[unit]: 'bone.tau' is in [day], found [kg]
[1]
$ antaeus fly missions/trip.ant --set tau=0.5
error[range]: 0.5 [day] is outside the range of 'bone.tau', 1 to 10000
[1]
$ antaeus fly missions/trip.ant --set bone.plasma=3
error[input]: 'bone.plasma' cannot be set: it is a state
  hint: params, covariates and inputs can be set
[1]
$ antaeus fly missions/trip.ant --set urine.calcium=3
error[input]: 'urine.calcium' cannot be set: it is an observable
  hint: params, covariates and inputs can be set
[1]
$ antaeus fly missions/trip.ant --clamp urine.calcium
error[input]: 'urine.calcium' is an observable: what acts is something else
  hint: a state, a let, a flow, a param, an input or a balance can be changed
[1]
$ antaeus fly missions/trip.ant --clamp tau=5kg
error[unit]: 'bone.tau' is in [day], found [kg]
[1]
$ antaeus fly missions/trip.ant --change "rise tau by 5%"
error[syntax]: expected remove, hold, raise, lower or block, found 'rise tau by 5%'
  hint: like "raise mineral.parathyroid.pth by 50 % from 30 day"
[1]
$ antaeus fly missions/trip.ant --change "raise tau by 5"
error[unit]: expected a number in [%], found '5'
[1]
$ antaeus fly missions/trip.ant --change "remove rate tau"
error[input]: 'tau' has no rate: it is no state
[1]
$ antaeus fly missions/trip.ant --change "raise tau by 5%" --change "remove plasma from 3 day"
error[input]: all that is changed begins on one day, found 0 and 3
[1]
$ antaeus fly missions/trip.ant --change "raise tau by 5%" --clamp bone.tau=5day
error[duplicate]: 'tau' is changed twice
[1]
$ antaeus fly missions/trip.ant --change "block crosstalk.il6"
error[unknown]: the model has nothing called 'crosstalk.il6'
[1]
$ antaeus fly missions/trip.ant --clamp bone.bone.knee
error[unknown]: the model has nothing called 'bone.bone.knee'
[1]
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
