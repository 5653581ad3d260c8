/* folder.h - a folder of results that appears whole or not at all.
 *
 * Files are written into a folder beside the wanted one, which then takes its place in one
 * rename.  A folder that is there already is replaced only if it is empty or holds nothing but
 * files that this program writes. */
#ifndef ANT_CLI_FOLDER_H
#define ANT_CLI_FOLDER_H

#include "antaeus/diag.h"

typedef struct ant_folder ant_folder;

/* Begin to write folder PATH; KNOWN (ends in NULL) are the files that it may hold.  Folders above
 * it are made.  Returns ANT_OK, ANT_ESYSTEM (what is there is not ours, or the disk refuses) or
 * ANT_ENOMEM. */
ant_status ant_folder_create(const char *path, const char *const *known, ant_folder **out_folder,
                             ant_diag *opt_diag);

/* Where to write the file NAME; good until the next call. */
const char *ant_folder_file(ant_folder *folder, const char *name);

/* Put it in its place.  Returns ANT_OK, or ANT_ESYSTEM and all is as it was.  *FOLDER is NULL
 * after. */
ant_status ant_folder_commit(ant_folder **folder, ant_diag *opt_diag);

/* Where the text of DIAG names the folder beside, let it name the one that was wanted. */
void ant_folder_name_in(const ant_folder *folder, ant_diag *diag);

/* Remove what was written.  Accepts NULL in *FOLDER. */
void ant_folder_discard(ant_folder **folder);

#endif /* ANT_CLI_FOLDER_H */
