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
$ antaeus fly missions/trip.ant --clamp tau
error[input]: 'bone.tau' cannot be held, it is not a quantity of the model: a state was expected
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
