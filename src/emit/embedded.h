/* embedded.h - texts of this library that go beside emitted C; made at build time by embed.c. */
#ifndef ANT_EMBEDDED_H
#define ANT_EMBEDDED_H

extern const char ant_embedded_code[];       /* emit/code.h                      */
extern const char ant_embedded_elementary[]; /* base/elementary.h                */
extern const char ant_embedded_table[];      /* base/elementary_table.h          */

#endif /* ANT_EMBEDDED_H */
