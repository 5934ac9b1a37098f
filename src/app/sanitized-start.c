/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Part of a build with the address sanitizer alone. What libraries take before main() is theirs to give back:
 * GLib gives up its first table of quarks once it is full, on purpose (quark_new() in gquark.c), in a call
 * that no line of build-aux/leaks.supp can tell from any other g_malloc(). */

#include <sanitizer/lsan_interface.h>

static void
before_libraries (int argc, char **argv, char **environment)
{
  __lsan_disable ();
}

__attribute__ ((constructor)) static void
before_main (void)
{
  __lsan_enable ();
}

__attribute__ ((section (".preinit_array"), used)) static void (*const first) (int, char **, char **)
    = before_libraries;
