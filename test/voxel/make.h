/* make.h - files of formats that the library reads but does not write, byte by byte, and a folder
 * to put them in.  A buffer grows; numbers are little-endian unless said. */
#ifndef ANT_TEST_VOXEL_MAKE_H
#define ANT_TEST_VOXEL_MAKE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct bytes {
  uint8_t *data;
  size_t size;
} bytes;

static inline void put(bytes *b, const void *from, size_t size) {
  if (size == 0) return;
  b->data = realloc(b->data, b->size + size);
  if (!b->data) abort();
  if (from) {
    memcpy(b->data + b->size, from, size);
  } else {
    memset(b->data + b->size, 0, size);
  }
  b->size += size;
}

static inline void put_u8(bytes *b, int x) {
  uint8_t byte = (uint8_t)x;
  put(b, &byte, 1);
}

static inline void put_int(bytes *b, int64_t x, int size) {
  for (int i = 0; i < size; i++) put_u8(b, (int)((uint64_t)x >> (8 * i) & 0xFF));
}

static inline void put_big(bytes *b, int64_t x, int size) {
  for (int i = size - 1; i >= 0; i--) put_u8(b, (int)((uint64_t)x >> (8 * i) & 0xFF));
}

static inline void put_text(bytes *b, const char *text) {
  put(b, text, strlen(text));
}

static inline void set_int(bytes *b, size_t at, int64_t x, int size) {
  for (int i = 0; i < size; i++) b->data[at + (size_t)i] = (uint8_t)((uint64_t)x >> (8 * i) & 0xFF);
}

/* X as a VAX F float: four times as large, the 16-bit words swapped. */
static inline void put_vax32(bytes *b, float x) {
  uint32_t bits;
  x *= 4;
  memcpy(&bits, &x, 4);
  put_int(b, bits >> 16, 2);
  put_int(b, bits & 0xFFFF, 2);
}

static inline void set_vax64(bytes *b, size_t at, double x) {
  uint64_t bits;
  x *= 4;
  memcpy(&bits, &x, 8);
  for (size_t i = 0; i < 4; i++)
    set_int(b, at + 2 * i, (int64_t)(bits >> (48 - 16 * i) & 0xFFFF), 2);
}

/* An ISQ of N voxels a side, voxel i holding i % 1000 - 500, 61 um large; CALIBRATED adds the
 * blocks with slope 1603.5, intercept -391.2, mu_water 0.2409. */
static inline bytes make_isq(int n, int calibrated) {
  bytes b = {0};
  int blocks = calibrated ? 4 : 0;
  put_text(&b, "CTDATA-HEADER_V1");
  put(&b, NULL, 512 - 16 + (size_t)(512 * blocks));
  set_int(&b, 16, 3, 4);
  for (size_t a = 0; a < 3; a++) set_int(&b, 44 + 4 * a, n, 4);
  for (size_t a = 0; a < 3; a++) set_int(&b, 56 + 4 * a, 61 * n, 4);
  set_int(&b, 88, 8192, 4);
  set_int(&b, 508, blocks, 4);
  if (calibrated) {
    memcpy(b.data + 512 + 8, "MultiHeader     ", 16);
    memcpy(b.data + 1024 + 8, "Calibration     ", 16);
    set_int(&b, 1024 + 24, 2, 4);
    set_vax64(&b, 1024 + 1176, 1603.5);
    set_vax64(&b, 1024 + 1184, -391.2);
    set_vax64(&b, 1024 + 1200, 0.2409);
  }
  for (int i = 0; i < n * n * n; i++) put_int(&b, i % 1000 - 500, 2);
  return b;
}

static const char aim_log[] = "! Processing Log\n!\n"
                              "Mu_Scaling                                       8192\n"
                              "Density: slope                         1.60351904e+03\n"
                              "Density: intercept                    -3.91209015e+02\n"
                              "HU: mu water                                  0.24090\n";

/* The head of an AIM: sizes NX x NY x NZ, position 3, 4, 5, a border of OFF voxels, 0.082 mm; TYPE
 * and PAYLOAD bytes to follow. */
static inline bytes make_aim(int wide, int nx, int ny, int nz, int off, uint32_t type,
                             size_t payload) {
  bytes b = {0};
  int word = wide ? 8 : 4, n[3] = {nx, ny, nz};
  if (wide) put(&b, "AIMDATA_V030   ", 16);
  put_int(&b, 5 * word, word);
  put_int(&b, wide ? 224 : 140, word);
  put_int(&b, (int64_t)sizeof aim_log - 1, word);
  put_int(&b, (int64_t)payload, word);
  put_int(&b, 0, word);
  size_t start = b.size;
  put_int(&b, wide ? 030 : 020, 4);
  put(&b, NULL, wide ? 8 : 16);
  put_int(&b, type, 4);
  for (int a = 0; a < 3; a++) put_int(&b, 3 + a, word);
  for (int a = 0; a < 3; a++) put_int(&b, n[a], word);
  for (int a = 0; a < 3; a++) put_int(&b, off, word);
  put(&b, NULL, (size_t)(12 * word)); /* supdim, suppos, subdim, testoff */
  for (int a = 0; a < 3; a++) {
    if (wide) {
      put_int(&b, 82000, 8);
    } else {
      put_vax32(&b, 0.082f);
    }
  }
  put(&b, NULL, start + (wide ? 224 : 140) - b.size);
  put_text(&b, aim_log);
  return b;
}

/* A TIFF of PAGES pages of W x H u16 voxels, voxel i of all holding 7 i; MM, big-endian. */
static inline bytes make_tiff(int w, int h, int pages, const char *description) {
  bytes b = {0};
  size_t text = strlen(description) + 1;
  put_text(&b, "MM");
  put_big(&b, 42, 2);
  put_big(&b, 8, 4);
  for (int p = 0; p < pages; p++) {
    uint32_t ifd = (uint32_t)b.size, tags = 12, after = ifd + 2 + tags * 12 + 4;
    uint32_t data = after + 16 + (uint32_t)text, size = (uint32_t)(2 * w * h);
    const uint32_t entry[12][4] = {{256, 3, 1, (uint32_t)w << 16},
                                   {257, 3, 1, (uint32_t)h << 16},
                                   {258, 3, 1, 16u << 16},
                                   {259, 3, 1, 1u << 16},
                                   {262, 3, 1, 1u << 16},
                                   {270, 2, (uint32_t)text, after + 16},
                                   {273, 4, 1, data},
                                   {277, 3, 1, 1u << 16},
                                   {278, 3, 1, (uint32_t)h << 16},
                                   {279, 4, 1, size},
                                   {282, 5, 1, after},
                                   {283, 5, 1, after + 8}};
    put_big(&b, tags, 2);
    for (int e = 0; e < 12; e++) {
      put_big(&b, entry[e][0], 2);
      put_big(&b, entry[e][1], 2);
      put_big(&b, entry[e][2], 4);
      put_big(&b, entry[e][3], 4);
    }
    put_big(&b, p + 1 < pages ? data + size : 0, 4);
    for (int k = 0; k < 2; k++) put_big(&b, 50, 4), put_big(&b, 1, 4); /* 50 voxels a unit */
    put(&b, description, text);
    for (int i = 0; i < w * h; i++) put_big(&b, 7 * (p * w * h + i), 2);
  }
  return b;
}

/* A folder for this test's files, removed by remove_folder. */
static char folder[64];

static inline void make_folder(void) {
  snprintf(folder, sizeof folder, "/tmp/ant-voxel-XXXXXX");
  if (!mkdtemp(folder)) abort();
}

static inline const char *in_folder(const char *name) {
  static char path[4][160];
  static int turn;
  turn = (turn + 1) % 4;
  snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

static inline void save(const char *path, const void *data, size_t size) {
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0) abort();
}

#endif /* ANT_TEST_VOXEL_MAKE_H */
