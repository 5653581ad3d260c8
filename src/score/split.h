/* split.h - which people a parameter may see.
 *
 * Thread safety: pure. */
#ifndef ANT_SPLIT_H
#define ANT_SPLIT_H

#include "score/observation.h"

/* The rule of doc/evidence.md, "Fit and test": bit 32 of FNV-1a of "HOME/CREW", HOME being the
 * system of the row by which the crew entered the table. */
ant_use ant_split_use(const char *home, const char *crew);

#endif /* ANT_SPLIT_H */
