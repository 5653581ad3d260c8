## A table of collections; the first is what the rest is compared with.
$ head='time [day],volume [L/day],calcium [mg/day],oxalate [mmol/day],citrate [mmol/day],phosphate [mmol/day],magnesium [mmol/day],sodium [mmol/day],potassium [mmol/day],ammonium [mmol/day],chloride [mmol/day],sulphate [mmol/day],uric_acid [mmol/day],ph'; { echo "$head"; echo '0,1.9,200,0.35,3.6,32,4.6,160,65,38,150,22,3.7,6'; echo '90,1.3,290,0.35,3.2,30,4.4,150,60,40,140,22,3.6,5.9'; } >urine.csv
$ antaeus stone urine.csv
urine.csv
                from     to   calcium                uric              sodium         charge   stones   stones in 1000 people
  mean of        day    day   oxalate  brushite      acid  struvite     urate     pH  mmol/L   /1000y   [95 % interval]
  ground                         4.48      1.15      1.29    0.0173       2.7   6.00    18.6     2.58
  all              0     90      6.97      1.81      1.74    0.0233      3.77   5.95    24.8     3.46   0.85 [0.50, 1.45]
  calcium oxalate in all is 1.56 times what it was: calcium x 1.19, volume x 1.19, citrate x 1.01, sodium x 1.01
$ antaeus stone urine.csv --out rows.csv >/dev/null; sed -E 's/(\.[0-9]{4})[0-9]*/\1/g' rows.csv
time [day],ph [1],ionic_strength [mol/L],charge [mol/L],calcium oxalate [1],brushite [1],hydroxyapatite [1],struvite [1],uric acid [1],sodium urate [1],ammonium urate [1],potassium urate [1],stones [1/year]
0,6,0.1443,0.0185,4.4763,1.1535,1195160.821,0.0172,1.2938,2.7016,0.4884,0.3156,0.0025
90,5.9,0.1993,0.0310,9.4680,2.4641,18877072.54,0.0292,2.1797,4.8312,0.9764,0.5546,0.0043
$ antaeus stone urine.csv --json | grep -E '"(urine|name|stones)"' | sed -E 's/(\.[0-9]{6})[0-9]*/\1/'
    "urine": "urine.csv",
        "name": "all",
        "stones": 0.000853,
## What is refused, and by which bound.
$ sed 's/,5.9$/,12/' urine.csv >alkaline.csv; antaeus stone alkaline.csv
alkaline.csv: error[range]: on day 90: a pH of 12: 3 to 10 was expected
[1]
$ sed 's/^90,1.3/90,0/' urine.csv >dry.csv; antaeus stone dry.csv
dry.csv: error[range]: on day 90: a urine of 0 L a day
[1]
$ cut -d, -f1-13 urine.csv >noph.csv; antaeus stone noph.csv
noph.csv: error[missing]: no column of urine is called ph
  hint: give it, or --balance to find it from the charges
[1]
$ sed 's/citrate/citrat/' urine.csv >name.csv; antaeus stone name.csv
name.csv: error[missing]: no column of urine is called citrate
  hint: columns are 'urine.calcium [mg/day]' or 'calcium [mmol/L]'; where there is none of an ion, a column of 0 says so
[1]
$ sed 's,mg/day,mg,' urine.csv >unit.csv; antaeus stone unit.csv
unit.csv: error[unit]: column 'calcium' is in [mg]: mmol/day, mg/day, mmol/L or mg/L was expected
[1]
$ sed 's/^90/-1/' urine.csv >order.csv; antaeus stone order.csv
order.csv:3:1: error[input]: expected a later time than in the row before, found '-1'
[1]
$ sed 's/,290,/,much,/' urine.csv >word.csv; antaeus stone word.csv
word.csv:3:8: error[input]: expected a number, found 'much'
[1]
$ sed 's/,5.9$/,5.9,1,2,3/' urine.csv >wide.csv; antaeus stone wide.csv
wide.csv:3: error[input]: expected 14 fields as in the first line, found 17
[1]
$ sed 's/,5.9$//' urine.csv >narrow.csv; antaeus stone narrow.csv
narrow.csv:3: error[input]: expected 14 fields as in the first line, found 13
[1]
$ sed -e 's/ph$/ph,volume [L\/day]/' -e '2,$s/$/,1/' urine.csv >twice.csv; antaeus stone twice.csv
twice.csv: error[duplicate]: 'volume' stands there twice
[1]
$ sed 's/ph$/[1] ph/' urine.csv >head.csv; antaeus stone head.csv
head.csv:1:244: error[input]: expected a column 'NAME [UNIT]', found '[1] ph'
[1]
$ head -1 urine.csv >norow.csv; antaeus stone norow.csv
error[input]: norow.csv has no row of numbers
[1]
$ : >empty.csv; antaeus stone empty.csv
error[input]: empty.csv is empty
[1]
$ antaeus stone nowhere
error[input]: cannot read nowhere: No such file or directory
[1]
$ antaeus fly missions/trip.ant --quiet; antaeus stone trip
trip: error[missing]: no column of urine is called sodium, potassium, magnesium, ammonium, chloride, phosphate, sulphate, oxalate, citrate, uric_acid
  hint: columns are 'urine.calcium [mg/day]' or 'calcium [mmol/L]'; where there is none of an ion, a column of 0 says so
[1]
$ antaeus stone
error[usage]: too few words
  hint: usage: antaeus stone URINE...
[2]
$ antaeus stone urine.csv urine.csv --out x.csv
error[usage]: --out writes the table of one URINE, 2 are given
[2]
