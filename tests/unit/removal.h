/* Takes away what a test made. */
#pragma once

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

static inline int
remove_one (const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
  (void) stat;
  (void) kind;
  (void) ftw;
  return remove (path);
}

static inline void
remove_tree (const char *path)
{
  nftw (path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
