/* urine.h - urines to judge: a flight's folder, or a table of collections. */
#ifndef ANT_CLI_URINE_H
#define ANT_CLI_URINE_H

#include "report/report.h"
#include "speciation/stone.h"

/* Read PATH into *OUT_FLIGHT, which the caller clears: a folder that `antaeus fly` wrote, or a file
 * of comma-separated values whose first line has 'NAME [UNIT]' or 'NAME' cells ('time [day]' first
 * where there is one; else rows are a day apart); the first row of a table is its ground.  *OUT_MAP
 * says where its urine stands. */
ant_status ant_urine_read(const char *path, ant_report_flight *out_flight, ant_urine_map *out_map,
                          ant_diag *opt_diag);

#endif /* ANT_CLI_URINE_H */
