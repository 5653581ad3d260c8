/* codes.h - the one list of what can go wrong.
 *
 * X(CODE, NAME, EXIT, SENTENCE): the enumerator, the word shown to people in
 * `error[name]`, the exit status of the command line, and what it means.  The
 * enumeration, the messages and `antaeus explain` are all made from it. */
#ifndef ANT_CODES_H
#define ANT_CODES_H

#define ANT_CODES(X)                                                                               \
  X(ANT_OK, "ok", 0, "it worked")                                                                  \
  X(ANT_ESYNTAX, "syntax", 1, "the text does not follow the grammar (doc/language.md)")            \
  X(ANT_EUNKNOWN, "unknown", 1, "a name, unit, site or key that nothing declares")                 \
  X(ANT_EUNIT, "unit", 1, "two quantities of different kinds meet")                                \
  X(ANT_EDUPLICATE, "duplicate", 1, "a thing is defined twice")                                    \
  X(ANT_EMISSING, "missing", 1, "a thing is needed and never defined")                             \
  X(ANT_ECIRCULAR, "circular", 1, "a thing is defined by itself")                                  \
  X(ANT_ESOURCE, "source", 1, "a number says neither its source, nor `fitted`, nor `assumed`")     \
  X(ANT_ESET, "set", 1, "an index is missing, unknown or outside its set")                         \
  X(ANT_EBALANCE, "balance", 1, "the unknowns and the conditions of the baseline do not match")    \
  X(ANT_ERANGE, "range", 1, "a number lies outside its declared range")                            \
  X(ANT_EINPUT, "input", 1, "a file holds something other than what was expected")                 \
  X(ANT_ETEST, "test", 1, "a model's own test failed")                                             \
  X(ANT_EUNUSED, "unused", 1, "a thing is there and nothing reads it")                             \
  X(ANT_EUSAGE, "usage", 2, "the command line is wrong")                                           \
  X(ANT_ENOTYET, "notyet", 2, "this is not there yet")                                             \
  X(ANT_ENUMERIC, "numeric", 3, "the numbers failed: no solution, or not a finite one")            \
  X(ANT_ESYSTEM, "system", 4, "the system failed: a file, the disk or a library")                  \
  X(ANT_ENOMEM, "memory", 4, "there is not enough memory")                                         \
  X(ANT_EINTERRUPT, "interrupted", 130, "stopped on request")

#endif /* ANT_CODES_H */
