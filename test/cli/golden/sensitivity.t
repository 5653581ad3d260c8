## Derivatives of observables by parameters.
$ antaeus fly missions/trip.ant --sensitivity bone.tau --every 60day --quiet
$ ls -A trip
course.csv
report.html
sensitivity.csv
summary.json
$ sed -n 6,12p trip/sensitivity.csv
time [day],observable,parameter,derivative,unit,relative
-10,bone.hip.areal_density,bone.tau,0,(g/cm^2)/(day),0
-10,bone.heel.areal_density,bone.tau,0,(g/cm^2)/(day),0
-10,urine.calcium,bone.tau,0,(mg/day)/(day),0
0,bone.hip.areal_density,bone.tau,0,(g/cm^2)/(day),0
0,bone.heel.areal_density,bone.tau,0,(g/cm^2)/(day),0
0,urine.calcium,bone.tau,0,(mg/day)/(day),0
$ tail -n 3 trip/sensitivity.csv
150,bone.hip.areal_density,bone.tau,-6.243489~e-05,(g/cm^2)/(day),-0.006481~
150,bone.heel.areal_density,bone.tau,-3.121744~e-05,(g/cm^2)/(day),-0.017184~
150,urine.calcium,bone.tau,0.230870~,(mg/day)/(day),0.133957~
## Only by numbers that can be set.
$ antaeus fly missions/trip.ant --sensitivity bone.tua
error[usage]: --sensitivity 'bone.tua': the model has nothing called 'bone.tua'
  hint: did you mean 'bone.tau'?
[2]
$ antaeus fly missions/trip.ant --sensitivity bone.tau,bone.plasma
error[input]: there is no derivative by 'bone.plasma'
  hint: a param or a covariate that is a number was expected
[1]
$ antaeus fly missions/trip.ant --sensitivity ""
error[usage]: --sensitivity: NAMES is empty
  hint: --sensitivity NAMES: derivatives by these parameters, joined by commas
[2]
