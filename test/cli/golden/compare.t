## Two flights on one page; the page stands alone.
$ antaeus fly missions/trip.ant --quiet
$ antaeus fly missions/trip.ant --quiet --out again
$ antaeus compare trip again
compare.html
$ ls -A compare.html
compare.html
$ grep -c '</html>' compare.html
1
$ grep -cE 'src=|href="http|url[(]|@import' compare.html
0
[1]
$ antaeus compare trip again --out page.html --quiet && ls page.html
page.html
$ antaeus compare trip/ ./again/ --out page.html && grep -o '<small>[a-z]*; A toy astronaut' page.html
page.html
<small>trip; A toy astronaut
<small>again; A toy astronaut
## Every broken folder is told, and nothing is written.
$ rm -f compare.html; mkdir empty; antaeus compare trip empty nowhere; ls compare.html
error[input]: cannot read empty/summary.json: No such file or directory
error[input]: cannot read nowhere/summary.json: No such file or directory
ls: cannot access 'compare.html': No such file or directory
[2]
$ cp -r trip cut; sed -i '20s/,.*//' cut/course.csv; antaeus compare trip cut
cut/course.csv:20: error[input]: expected one number for each column, found the end of the line
  hint: give folders that `antaeus fly --out DIR` has written; this file is not as it wrote it
[1]
$ cp -r trip odd; sed -i '8s/200$/many/' odd/course.csv; antaeus compare trip odd
odd/course.csv:8:10: error[input]: expected a number, found 'many'
  hint: give folders that `antaeus fly --out DIR` has written; this file is not as it wrote it
[1]
$ cp -r trip nojson; echo '{' >nojson/summary.json; antaeus compare trip nojson
nojson/summary.json:2:1: error[syntax]: expected '"', found the end of the file
[1]
$ cp -r trip other; sed -i 's/urine.calcium/urine.phosphate/' other/course.csv; antaeus compare trip other
other/summary.json:42:18: error[input]: expected a baseline of 'urine.phosphate', which course.csv has, found none
  hint: the two files of this folder are not of the same flight; fly it again
[1]
$ cp -r trip binary; head -c 3000 /dev/zero >binary/course.csv; antaeus compare trip binary
binary/course.csv: error[input]: expected text, found a NUL byte
  hint: give folders that `antaeus fly --out DIR` has written; this file is not as it wrote it
[1]
$ cp -r trip none; : >none/course.csv; antaeus compare trip none
none/course.csv: error[input]: expected a line that begins with 'time [day],', found nothing
  hint: give folders that `antaeus fly --out DIR` has written; this file is not as it wrote it
[1]
$ rm -r none/course.csv; mkdir none/course.csv; antaeus compare trip none
error[input]: none/course.csv is a folder, a file was expected
[1]
## The command line.
$ antaeus compare
error[usage]: too few words
  hint: usage: antaeus compare DIR DIR...
[2]
$ antaeus compare trip
error[usage]: too few words
  hint: usage: antaeus compare DIR DIR...
[2]
$ antaeus compare trip trip trip trip trip trip trip trip trip
error[usage]: one word too many: 'trip'
  hint: usage: antaeus compare DIR DIR...
[2]
$ antaeus compare trip again --out nowhere/at/all/page.html
error[system]: cannot write nowhere/at/all/page.html: No such file or directory
  hint: is there such a folder?
[4]
$ antaeus compare trip again --out /dev/full
error[system]: cannot write /dev/full: No space left on device
  hint: is the disk full? nothing was changed
[4]
$ antaeus compare trip again --loud
error[usage]: unknown option '--loud'
  hint: did you mean '--out'?
[2]
$ antaeus compare --help
usage: antaeus compare DIR DIR... [OPTIONS]

Put the courses of two to eight flights on one page: bodies, curves, numbers, and
what differs. Each DIR is a folder that `antaeus fly --out DIR` has written; its
course.csv and summary.json are read. Differences are taken to the first. The page is
written beside its place and renamed; it needs no network.

Example: antaeus compare iss-6-months-no-exercise ared --out compare.html

Options:
  --out FILE             the page (compare.html)
  --quiet                do not say where the page is
