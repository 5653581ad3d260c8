## A model as SBML: one file, whole or not at all.
$ antaeus model emit physiology/twin --sbml
twin.xml
$ head -3 twin.xml
<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
<model id="model" timeUnits="u0" name="Toy">
$ grep -c '<rateRule' twin.xml
4
$ antaeus model emit physiology/twin --sbml --out here.xml --quiet; cmp here.xml twin.xml && echo same
same
$ antaeus model emit physiology/twin --sbml --json | grep file
  "file": "twin.xml",
$ antaeus model emit physiology/twin --sbml --c
error[usage]: say what to emit: --c or --sbml
[2]
$ antaeus model emit physiology/twin --sbml --out nowhere/x.xml
error[system]: cannot write nowhere/x.xml: No such file or directory
  hint: is there such a folder?
[4]
