/* disk.h - bytes as files, for readers that want a path: a folder of this process's own, emptied
 * when it ends. */
#ifndef ANT_DISK_H
#define ANT_DISK_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char disk_folder[64];

static void disk_clear(void) {
  DIR *dir = opendir(disk_folder);
  if (!dir || chdir(disk_folder) != 0) return;
  for (struct dirent *e; (e = readdir(dir));) unlink(e->d_name);
  closedir(dir);
  if (chdir("/") == 0) rmdir(disk_folder);
}

/* Put SIZE bytes into the file NAME of the folder and its path into PATH (128). */
static inline void disk_put(const char *name, const void *data, size_t size, char path[128]) {
  if (!disk_folder[0]) {
    snprintf(disk_folder, sizeof disk_folder, "/tmp/antaeus-fuzz-XXXXXX");
    if (!mkdtemp(disk_folder)) abort();
    atexit(disk_clear);
  }
  snprintf(path, 128, "%s/%s", disk_folder, name);
  FILE *f = fopen(path, "wb");
  if (!f || (size && fwrite(data, size, 1, f) != 1) || fclose(f) != 0) abort();
}

/* Where the first DASHES, a line of ----, begins in TEXT, and what is behind it; NULL: no such. */
static inline char *disk_split(char *text) {
  char *at = strstr(text, "\n----\n");
  if (!at) return NULL;
  at[1] = '\0'; /* the line above keeps its end */
  return at + 6;
}

#endif /* ANT_DISK_H */
