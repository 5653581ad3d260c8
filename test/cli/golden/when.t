## A condition that what it changes drives back at once: status 3, the day and the name.
$ printf 'antaeus 1\nmodel "M"\n  baseline free "a toy"\nmodule m "M"\nstate x = 0  scale 1\nrate x = if high then 0 - 1 / 1 [day] else 1 / 1 [day]\nwhen high = x > 1\nobserve o.x = x\ntest "it goes up and down"\n  run 3 [day]\n  expect x == 1\n' >m.ant
$ printf 'antaeus 1\nmission "T"\n  flight 3 [day]\n' >t.ant
$ antaeus fly t.ant --model m.ant
error[numeric]: on day 1 the condition 'm.high' becomes true and false for ever, faster than can be told
  hint: what it changes drives it back at once: let it end at another threshold than it begins, or let it set the quantity well away from its threshold
[3]
$ ls -A t
ls: cannot access 't': No such file or directory
[2]
$ antaeus model check m.ant
FAILED  it goes up and down
m.ant:10:3: error[numeric]: "it goes up and down": on day 1 the condition 'm.high' becomes true and false for ever, faster than can be told
   10 |   run 3 [day]
      |   ^~~~~~~~~~~
  hint: what it changes drives it back at once: let it end at another threshold than it begins, or let it set the quantity well away from its threshold
ground: 0 unknowns, 0 iterations, residual 0, drift 1 per day in m.x, largest eigenvalue 0 per day
m.ant: 1 error, 0 warnings, 1 states, 0 uses of `as`; tests: 0 passed, 1 failed (0 expectations)
[1]
## With two thresholds it goes.
$ printf 'antaeus 1\nmodel "M"\n  baseline free "a toy"\nmodule m "M"\nstate x = 0  scale 1\nrate x = (if up > 0.5 then 1 else 0 - 1) / 1 [day]\nstate up = 1\nrate up = 0 / 1 [day]\nwhen high = x > 1\n  set up = 0\nwhen low = x < 0.5\n  set up = 1\nobserve o.x = x\n' >m.ant
$ antaeus fly t.ant --model m.ant --every 0.25day --quiet
$ tail -n 13 t/course.csv | awk -F, '{printf "%s %.6f\n", $1, $2}'
0 0.000000
0.25 0.250000
0.5 0.500000
0.75 0.750000
1 1.000000
1.25 0.750000
1.5 0.500000
1.75 0.750000
2 1.000000
2.25 0.750000
2.5 0.500000
2.75 0.750000
3 1.000000
