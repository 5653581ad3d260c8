## A model whose numbers fail: status 3, the time, the last good state, the equation, and no table.
$ printf 'antaeus 1\nmodel "M"\n  baseline free "a test"\nmodule a "A"\nstate x [1] = 1 "x" scale 1\nrate x = (if time < 40 [day] then 0 else 1 / (40 - time / 1 [day] + abs(time / 1 [day] - 40))) / 1 [day]\nobserve o.x [1] = x "x"\n' >m.ant
$ printf 'antaeus 1\nmission "M"\n  flight 100 [day]\n' >fly.ant
$ antaeus fly fly.ant --model m.ant
error[numeric]: integration failed at day 40: the rate of a.x is infinite: 1 is divided by zero (m.ant:6)
  hint: the last good state is that of day 40; nothing after it was kept
[3]
$ antaeus fly fly.ant --model m.ant --json
error[numeric]: integration failed at day 40: the rate of a.x is infinite: 1 is divided by zero (m.ant:6)
  hint: the last good state is that of day 40; nothing after it was kept
[3]
$ printf 'antaeus 1\nmodel "M"\n  baseline free "a test"\nmodule a "A"\nstate x [1] = 1 "x"\nlet pole [1/day] = 1 / (40 [day] - time) "p"\nrate x = pole\nobserve o.x [1] = x "x"\n' >m.ant
$ antaeus fly fly.ant --model m.ant
error[numeric]: integration failed at day 40: the error stays too large however small the step; most of the error is in a.x = 25.7973 (its rate: m.ant:7)
  hint: the last good state is that of day 40; nothing after it was kept
[3]
## An observable that is no number is a failure as well, and so is a ground that does not exist.
$ printf 'antaeus 1\nmodel "M"\n  baseline free "a test"\nmodule a "A"\nstate x [1] = 1 "x"\nrate x = 0 [1/day] * x\nobserve o.x [1] = log(x - 2) "x"\n' >m.ant
$ antaeus fly fly.ant --model m.ant
error[numeric]: on day 0 o.x is not a number: log(-1) (m.ant:7)
[3]
$ ls -A
fly.ant
m.ant
missions
people
physiology
