#include <stdio.h>

#if defined(__x86_64__)
#define ARCH "amd64"
#elif defined(__aarch64__)
#define ARCH "arm64"
#elif defined(__arm__)
#define ARCH "arm"
#else
#error "not one of the platforms of this image"
#endif

int main(void) {
  puts("Hello, " ARCH "!");
  return 0;
}
