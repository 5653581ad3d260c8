/* io.h - what the readers and writers of this room share.
 *
 * A reader looks at the bytes of a mapped file and fills an ant_layout: where the voxels lie, how
 * they are packed and what they mean.  One loader (ant_layout_load) turns a layout into a volume:
 * plain voxels in the machine's byte order stay in the mapped file, all others are unpacked once,
 * straight into their place.  So a reader never touches memory, and no two copies ever exist.
 *
 * Thread safety: no globals. */
#ifndef ANT_VOXEL_IO_H
#define ANT_VOXEL_IO_H

#include "antaeus/voxel.h"

/* 1. Bytes of a file ----------------------------------------------------- */

typedef struct ant_bytes {
  const char *path; /* for messages, not owned                                    */
  const uint8_t *data;
  size_t size;
  bool mapped;
} ant_bytes;

/* Map PATH, read only.  Returns ANT_OK, ANT_EINPUT (missing, empty, no plain file) or ANT_ESYSTEM.
 * Close what was opened, unless a volume took it over (ant_layout_load). */
ant_status ant_bytes_open(const char *path, ant_bytes *out_bytes, ant_diag *opt_diag);
void ant_bytes_close(ant_bytes *bytes);

/* Fail about this file: adds the path (and LINE, where it is above 0) to the message. */
ant_status ant_bytes_fail(const ant_bytes *bytes, int line, ant_diag *opt_diag, const char *format,
                          ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/* Numbers at byte AT, which the caller knows to be inside. */
uint16_t ant_get_u16(const uint8_t *at, bool big);
uint32_t ant_get_u32(const uint8_t *at, bool big);
uint64_t ant_get_u64(const uint8_t *at, bool big);
float ant_get_f32(const uint8_t *at, bool big);
double ant_get_f64(const uint8_t *at, bool big);
/* VAX F and D/G floats as Scanco's files have them: 16-bit words swapped, a quarter of the IEEE
 * number with the same bits. */
float ant_get_vax32(const uint8_t *at);
double ant_get_vax64(const uint8_t *at);

/* 2. Layouts ------------------------------------------------------------- */

typedef enum ant_packing {
  ANT_PACKED_NOT,        /* voxel behind voxel                                    */
  ANT_PACKED_ZLIB,       /* a zlib or gzip stream                                 */
  ANT_PACKED_VAX,        /* 32-bit VAX floats                                     */
  ANT_PACKED_BITS,       /* AIM D3Tbit8: a byte holds 2 x 2 x 2 voxels            */
  ANT_PACKED_RUNS,       /* AIM D1TcharCmp: value, length                         */
  ANT_PACKED_BINARY_RUNS /* AIM D1TbinCmp: lengths of two values by turns         */
} ant_packing;

typedef struct ant_layout {
  int64_t n[3];
  double spacing_mm[3], origin_mm[3], direction[9];
  ant_voxel_type type;
  ant_calibration calibration;
  ant_packing packing;
  bool big_endian;
  bool exact;        /* bytes left over behind the voxels are a mistake           */
  bool at_end;       /* the voxels are the last bytes of the file                 */
  bool wide;         /* AIM: 64-bit lengths                                       */
  bool has_spacing;  /* the file says how large a voxel is                        */
  int64_t border[3]; /* AIM: voxels on each side that are not stored, and are 0   */
  uint64_t offset;  /* of the voxels: in the file, for zlib of a gzip file in the unpacked stream */
  uint64_t start;   /* where a zlib stream begins in the file                    */
  uint64_t packed;  /* bytes of the packed stream, 0: to the end of the file     */
  char format[48];  /* for people: "MetaImage, zlib"                             */
  char beside[512]; /* the file that has the voxels, "" when it is this one      */
} ant_layout;

/* One voxel of 1 mm, the identity, no calibration. */
void ant_layout_init(ant_layout *layout);

/* Check sizes and spacing, and that the bytes are there; then make the volume.  On success a mapped
 * FILE may have been taken over and is closed in any case. */
ant_status ant_layout_load(ant_bytes *file, const ant_layout *layout, ant_volume **out_volume,
                           ant_diag *opt_diag);

/* Unpack the voxels of an AIM, one byte each, into OUT, which is all zero (unpack.c).  With OUT
 * NULL only look whether the file is long enough to hold so many. */
ant_status ant_unpack_aim(const ant_bytes *file, const ant_layout *layout, uint8_t *out,
                          ant_diag *opt_diag);

/* Inflate into OUT_SIZE bytes at OUT what follows SKIP bytes of the stream at DATA.  TO_END: look
 * at the check sum behind it too. */
ant_status ant_inflate(const ant_bytes *file, const uint8_t *data, size_t size, uint64_t skip,
                       uint8_t *out, size_t out_size, bool to_end, ant_diag *opt_diag);

/* 3. Formats ------------------------------------------------------------- */

/* Does the file begin like this format?  And what is in it? */
bool ant_metaimage_is(const ant_bytes *file);
ant_status ant_metaimage_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag);
bool ant_nifti_is(const ant_bytes *file);
ant_status ant_nifti_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag);
bool ant_isq_is(const ant_bytes *file);
ant_status ant_isq_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag);
bool ant_aim_is(const ant_bytes *file);
ant_status ant_aim_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag);
bool ant_sidecar_is(const ant_bytes *file);
ant_status ant_sidecar_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag);
bool ant_tiff_is(const ant_bytes *file);
/* A multi-page file, or (FILE NULL) a folder of slices in the order of their names.  Closes FILE,
 * or hands its mapping to the volume.  ANT_ENOTYET where this was built without libtiff. */
ant_status ant_tiff_read(ant_bytes *file, const char *path, ant_volume **out_volume,
                         ant_volume_report *report, ant_diag *opt_diag);

/* 4. Text headers -------------------------------------------------------- */

/* One line `key = value` of a text header. */
typedef struct ant_header_line {
  int line;     /* counted from 1                                               */
  char key[64]; /* without blanks around                                        */
  char value[1024];
  size_t next; /* the byte behind its newline                                  */
} ant_header_line;

/* Read the line at byte AT of the file; empty lines and those that begin with '#' are passed over.
 * Returns ANT_OK, or ANT_EINPUT where it is no such line; *out_end when there is no more. */
ant_status ant_header_next(const ant_bytes *file, size_t at, ant_header_line *line, bool *out_end,
                           ant_diag *opt_diag);

/* N numbers, and nothing else, in LINE's value. */
ant_status ant_header_numbers(const ant_bytes *file, const ant_header_line *line, int n,
                              double *out, ant_diag *opt_diag);
/* One that is a whole number. */
ant_status ant_header_whole(const ant_bytes *file, const ant_header_line *line, int n, int64_t *out,
                            ant_diag *opt_diag);

#endif /* ANT_VOXEL_IO_H */
