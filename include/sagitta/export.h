/*
 * export.h - marks what the shared library shows. Everything else has hidden visibility.
 */
#ifndef SAGITTA_EXPORT_H
#define SAGITTA_EXPORT_H

#if defined(__GNUC__)
#define SAG_API __attribute__((visibility("default")))
#else
#define SAG_API
#endif

#endif
