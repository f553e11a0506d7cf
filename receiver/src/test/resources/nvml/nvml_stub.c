/*
 * A stand-in for libnvidia-ml.so.1 that tests load in its place. It has the functions that Headroom calls, with the
 * signatures and structures of NVIDIA's public nvml.h.
 *
 * What it tells comes from the file LIBRARY.state beside the library, lines of "key value", read again whenever the
 * file has changed:
 *
 *   count 2                    GPUs; 0 without it
 *   gpu.1.name NVIDIA A100     also uuid, total, free, reserved (bytes), utilization (per cent), mig (1), virtualization
 *   gpu.1.mig.0.total 1024     an instance of MIG; also name, uuid, free, reserved, process, return.NAME, and gi, the id of
 *                              its GPU instance, which is its number without it
 *   gpu.1.process.0 4711 1024  pid and bytes; further ones as process.1 and so on; bytes may be -1
 *   return.NAME 9              nvmlReturn_t of the function NAME (without nvml and version) on every GPU
 *   gpu.1.return.NAME 15       the same on one GPU
 *   gpu.1.lost_in 1            it is lost to whoever has called init so often, as one that was reset meanwhile
 *   sleep 2000                 milliseconds that nvmlDeviceGetCount_v2 takes
 *
 * What a caller must not do is written to LIBRARY.faults: a wrong version word, a handle of an earlier init, a call
 * before init or after shutdown, a buffer too small.
 *
 * With -DNVML_OLD it has neither the v2 structure of memory nor the newer lists of processes, as old drivers.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef int nvmlReturn_t;
typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
typedef struct { unsigned int version; unsigned long long total, reserved, free, used; } nvmlMemory_v2_t;
typedef struct { unsigned int gpu, memory; } nvmlUtilization_t;
typedef struct { unsigned int pid; unsigned long long usedGpuMemory; } nvmlProcessInfo_v1_t;
typedef struct {
  unsigned int pid;
  unsigned long long usedGpuMemory;
  unsigned int gpuInstanceId, computeInstanceId;
} nvmlProcessInfo_v2_t;
typedef struct { unsigned int magic, generation, index; int instance; } device_t;
typedef device_t *nvmlDevice_t;

#define VERSION_2(type) ((unsigned int)(sizeof(type) | (2u << 24)))
#define MAGIC 0x4e564d4cu
#define MOST 64
#define MOST_INSTANCES 7

enum { SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, INSUFFICIENT_SIZE = 7,
       FUNCTION_NOT_FOUND = 13, GPU_IS_LOST = 15, ARGUMENT_VERSION_MISMATCH = 25 };

static int initialised;
static unsigned int generation;
static device_t devices[MOST];
static device_t instances[MOST][MOST_INSTANCES];
static char *state;
static struct stat seen;

static const char *beside(const char *suffix) {
  static char path[4096];
  Dl_info self;
  dladdr((void *)&beside, &self);
  snprintf(path, sizeof path, "%s%s", self.dli_fname, suffix);
  return path;
}

static void fault(const char *format, ...) {
  FILE *file = fopen(beside(".faults"), "a");
  va_list arguments;
  if (file == NULL) abort();
  va_start(arguments, format);
  vfprintf(file, format, arguments);
  va_end(arguments);
  fputc('\n', file);
  fclose(file);
}

/* Reads the state again where its file has changed. */
static void look(void) {
  struct stat now;
  const char *path = beside(".state");
  if (stat(path, &now) != 0) { free(state); state = NULL; return; }
  if (state && now.st_ino == seen.st_ino && now.st_size == seen.st_size
      && memcmp(&now.st_mtim, &seen.st_mtim, sizeof now.st_mtim) == 0) return;
  FILE *file = fopen(path, "r");
  if (file == NULL) return;
  free(state);
  state = calloc(1, (size_t)now.st_size + 2);
  if (fread(state + 1, 1, (size_t)now.st_size, file) != (size_t)now.st_size) fault("the state could not be read");
  state[0] = '\n';
  fclose(file);
  seen = now;
}

/* The value of a key up to the end of its line; NULL where there is none. */
static const char *value(char *into, size_t size, const char *format, ...) {
  char key[160] = "\n";
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(key + 1, sizeof key - 3, format, arguments);
  va_end(arguments);
  strcat(key, " ");
  const char *found = state ? strstr(state, key) : NULL;
  if (found == NULL) return NULL;
  found += strlen(key);
  size_t end = strcspn(found, "\n");
  if (end >= size) end = size - 1;
  memcpy(into, found, end);
  into[end] = 0;
  return into;
}

/* What the keys of a handle begin with; those of no handle with nothing. */
static const char *of(nvmlDevice_t device) {
  static char prefix[48];
  prefix[0] = 0;
  if (device) snprintf(prefix, sizeof prefix, "gpu.%u.", device->index);
  if (device && device->instance >= 0)
    snprintf(prefix, sizeof prefix, "gpu.%u.mig.%d.", device->index, device->instance);
  return prefix;
}

static long long number(const char *key, nvmlDevice_t device, long long otherwise) {
  char text[64];
  const char *found = value(text, sizeof text, "%s%s", of(device), key);
  return found ? atoll(found) : otherwise;
}

static nvmlReturn_t told(const char *function, nvmlDevice_t device) {
  char key[96];
  snprintf(key, sizeof key, "return.%s", function);
  long long general = number(key, NULL, SUCCESS);
  return (nvmlReturn_t)(device ? number(key, device, general) : general);
}

static int known(nvmlDevice_t device) {
  int whole = device >= devices && device < devices + MOST;
  int part = device >= instances[0] && device < instances[0] + MOST * MOST_INSTANCES;
  return (whole || part) && device->magic == MAGIC && device->generation == generation;
}

/* What every call begins with; the handle is NULL where the function takes none. */
static nvmlReturn_t begin(const char *function, nvmlDevice_t device) {
  look();
  if (!initialised) {
    fault("%s was called %s", function, generation ? "after shutdown" : "before init");
    return UNINITIALIZED;
  }
  if (device == NULL) return told(function, NULL);
  if (!known(device)) {
    fault("%s got a handle that is not of this init", function);
    return INVALID_ARGUMENT;
  }
  if (number("lost_in", device, 0) == generation) return GPU_IS_LOST;
  return told(function, device);
}

nvmlReturn_t nvmlInit_v2(void) {
  look();
  nvmlReturn_t answer = told("Init", NULL);
  if (answer == SUCCESS && initialised++ == 0) generation++;
  return answer;
}

nvmlReturn_t nvmlShutdown(void) {
  nvmlReturn_t answer = begin("Shutdown", NULL);
  if (initialised) initialised--;
  return answer;
}

const char *nvmlErrorString(nvmlReturn_t code) {
  switch (code) {
    case 0: return "Success";
    case 1: return "Uninitialized";
    case 2: return "Invalid Argument";
    case 3: return "Not Supported";
    case 4: return "Insufficient Permissions";
    case 6: return "Not Found";
    case 9: return "Driver Not Loaded";
    case 12: return "NVML Shared Library Not Found";
    case 13: return "Function Not Found";
    case 15: return "GPU is lost";
    case 16: return "GPU requires reset";
    case 18: return "Driver/library version mismatch";
    case 25: return "Argument version mismatch";
    default: return "Unknown Error";
  }
}

nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *count) {
  nvmlReturn_t answer = begin("DeviceGetCount", NULL);
  usleep((useconds_t)(number("sleep", NULL, 0) * 1000));
  if (answer == SUCCESS) *count = (unsigned int)number("count", NULL, 0);
  return answer;
}

nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device) {
  nvmlReturn_t answer = begin("DeviceGetHandleByIndex", NULL);
  if (answer != SUCCESS) return answer;
  if (index >= MOST || index >= (unsigned int)number("count", NULL, 0)) {
    fault("there is no GPU %u", index);
    return INVALID_ARGUMENT;
  }
  devices[index] = (device_t){MAGIC, generation, index, -1};
  answer = told("DeviceGetHandleByIndex", &devices[index]);
  if (answer == SUCCESS) *device = &devices[index];
  return answer;
}

static nvmlReturn_t text(const char *function, const char *key, nvmlDevice_t device, char *into, unsigned int size) {
  nvmlReturn_t answer = begin(function, device);
  char otherwise[96], found[96];
  if (answer != SUCCESS) return answer;
  snprintf(otherwise, sizeof otherwise, strcmp(key, "uuid") ? "Stub GPU" : "GPU-%08u-0000-0000-0000-000000000000",
           device->index);
  const char *told = value(found, sizeof found, "%s%s", of(device), key);
  if (size < 80) fault("%s got a buffer of %u bytes", function, size);
  if (strlen(told ? told : otherwise) >= size) return INSUFFICIENT_SIZE;
  strcpy(into, told ? told : otherwise);
  return SUCCESS;
}

nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned int length_) {
  return text("DeviceGetName", "name", device, name, length_);
}

nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length_) {
  return text("DeviceGetUUID", "uuid", device, uuid, length_);
}

nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
  nvmlReturn_t answer = begin("DeviceGetMemoryInfo", device);
  if (answer != SUCCESS) return answer;
  memory->total = (unsigned long long)number("total", device, 0);
  memory->free = (unsigned long long)number("free", device, 0);
  memory->used = memory->total - memory->free;
  return SUCCESS;
}

nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t *utilization) {
  nvmlReturn_t answer = begin("DeviceGetUtilizationRates", device);
  if (answer != SUCCESS) return answer;
  long long percent = number("utilization", device, -1);
  if (percent < 0 || device->instance >= 0 || number("mig", device, 0) == 1) return NOT_SUPPORTED;
  utilization->gpu = (unsigned int)percent;
  utilization->memory = 0;
  return SUCCESS;
}

static int process(nvmlDevice_t device, int number_, unsigned int *pid, unsigned long long *used) {
  char line[64];
  long long bytes;
  if (value(line, sizeof line, "%sprocess.%d", of(device), number_) == NULL) return 0;
  if (sscanf(line, "%u %lld", pid, &bytes) != 2) fault("%sprocess.%d is no \"pid bytes\"", of(device), number_);
  *used = (unsigned long long)bytes;
  return 1;
}

nvmlReturn_t nvmlDeviceGetComputeRunningProcesses(nvmlDevice_t device, unsigned int *count, nvmlProcessInfo_v1_t *infos) {
  nvmlReturn_t answer = begin("DeviceGetComputeRunningProcesses", device);
  unsigned int room = *count, pid, found;
  unsigned long long used;
  if (answer != SUCCESS) return answer;
  for (found = 0; process(device, (int)found, &pid, &used); found++)
    if (found < room) infos[found] = (nvmlProcessInfo_v1_t){pid, used};
  *count = found;
  return found > room ? INSUFFICIENT_SIZE : SUCCESS;
}

#ifndef NVML_OLD
nvmlReturn_t nvmlDeviceGetMemoryInfo_v2(nvmlDevice_t device, nvmlMemory_v2_t *memory) {
  nvmlReturn_t answer = begin("DeviceGetMemoryInfo_v2", device);
  if (answer != SUCCESS) return answer;
  if (memory->version != VERSION_2(nvmlMemory_v2_t)) {
    fault("nvmlDeviceGetMemoryInfo_v2 got version word %#x, not %#x", memory->version, VERSION_2(nvmlMemory_v2_t));
    return ARGUMENT_VERSION_MISMATCH;
  }
  memory->total = (unsigned long long)number("total", device, 0);
  memory->reserved = (unsigned long long)number("reserved", device, 0);
  memory->free = (unsigned long long)number("free", device, 0);
  memory->used = memory->total - memory->free - memory->reserved;
  return SUCCESS;
}

nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int *count,
                                                     nvmlProcessInfo_v2_t *infos) {
  nvmlReturn_t answer = begin("DeviceGetComputeRunningProcesses_v3", device);
  unsigned int room = *count, pid, found;
  unsigned long long used;
  if (answer != SUCCESS) return answer;
  for (found = 0; process(device, (int)found, &pid, &used); found++)
    if (found < room) infos[found] = (nvmlProcessInfo_v2_t){pid, used, 0xffffffffu, 0xffffffffu};
  *count = found;
  return found > room ? INSUFFICIENT_SIZE : SUCCESS;
}

static int whole(const char *function, nvmlDevice_t device) {
  if (device->instance < 0) return 1;
  fault("%s got the handle of an instance", function);
  return 0;
}

nvmlReturn_t nvmlDeviceGetMigMode(nvmlDevice_t device, unsigned int *current, unsigned int *pending) {
  nvmlReturn_t answer = begin("DeviceGetMigMode", device);
  if (answer != SUCCESS) return answer;
  long long mode = number("mig", device, -1);
  if (mode < 0) return NOT_SUPPORTED;
  *current = *pending = (unsigned int)mode;
  return SUCCESS;
}

nvmlReturn_t nvmlDeviceGetVirtualizationMode(nvmlDevice_t device, unsigned int *mode) {
  nvmlReturn_t answer = begin("DeviceGetVirtualizationMode", device);
  if (answer == SUCCESS && !whole("DeviceGetVirtualizationMode", device)) answer = INVALID_ARGUMENT;
  if (answer == SUCCESS) *mode = (unsigned int)number("virtualization", device, 0);
  return answer;
}

nvmlReturn_t nvmlDeviceGetMaxMigDeviceCount(nvmlDevice_t device, unsigned int *count) {
  nvmlReturn_t answer = begin("DeviceGetMaxMigDeviceCount", device);
  if (answer != SUCCESS) return answer;
  if (!whole("DeviceGetMaxMigDeviceCount", device)) return INVALID_ARGUMENT;
  *count = number("mig", device, 0) == 1 ? MOST_INSTANCES : 0;
  return SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMigDeviceHandleByIndex(nvmlDevice_t device, unsigned int index, nvmlDevice_t *instance) {
  nvmlReturn_t answer = begin("DeviceGetMigDeviceHandleByIndex", device);
  if (answer != SUCCESS) return answer;
  if (!whole("DeviceGetMigDeviceHandleByIndex", device)) return INVALID_ARGUMENT;
  if (index >= MOST_INSTANCES) {
    fault("no GPU has an instance %u", index);
    return INVALID_ARGUMENT;
  }
  device_t *found = &instances[device->index][index];
  *found = (device_t){MAGIC, generation, device->index, (int)index};
  if (number("mig", device, 0) != 1 || number("total", found, -1) < 0) return NOT_FOUND;
  answer = told("DeviceGetMigDeviceHandleByIndex", found);
  if (answer == SUCCESS) *instance = found;
  return answer;
}

nvmlReturn_t nvmlDeviceGetGpuInstanceId(nvmlDevice_t device, unsigned int *id) {
  nvmlReturn_t answer = begin("DeviceGetGpuInstanceId", device);
  if (answer != SUCCESS) return answer;
  if (device->instance < 0) return INVALID_ARGUMENT;
  *id = (unsigned int)number("gi", device, device->instance);
  return SUCCESS;
}
#endif
