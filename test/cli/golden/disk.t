## A disk that is full: status 4, a message, nothing half-written.
$ (ulimit -f 1; antaeus fly missions/trip.ant)
error[system]: cannot write trip/course.csv: File too large
  hint: is the disk full? nothing was changed
[4]
$ ls -A
missions
people
physiology
$ antaeus fly missions/trip.ant --quiet; cksum trip/course.csv | cut -d' ' -f1 >before; (ulimit -f 1; antaeus fly missions/trip.ant); cksum trip/course.csv | cut -d' ' -f1 | cmp before - && ls -A . trip
error[system]: cannot write trip/course.csv: File too large
  hint: is the disk full? nothing was changed
.:
before
missions
people
physiology
trip

trip:
course.csv
report.html
summary.json
$ antaeus fly missions/trip.ant --json >/dev/full
error[system]: writing JSON failed: No space left on device
[4]
$ antaeus model info >/dev/full
error[system]: standard output could not be written: No space left on device
[4]
$ antaeus --help >/dev/full
error[system]: standard output could not be written: No space left on device
[4]
## Stopped: status 130 and nothing left.
$ printf 'antaeus 1\nmission "M"\n  flight 9000 [day]  gravity 0 [g0]\n    dose supplement 1 [mg]  every 0.01 [day]\n' >long.ant; antaeus fly long.ant & sleep 1; kill -INT $!; wait $!
error[interrupted]: stopped on request at day N
[130]
$ rm before long.ant; ls -A
missions
people
physiology
trip
