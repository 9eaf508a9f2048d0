#include <zlib.h>

#if defined(__x86_64__)
#include <immintrin.h>

// Moves 16 bytes of a message over as many bits as the constants are made for.
__attribute__((target("pclmul"))) static inline __m128i retrial_crc32_fold(__m128i bytes, __m128i constants) {
  return _mm_xor_si128(_mm_clmulepi64_si128(bytes, constants, 0x00), _mm_clmulepi64_si128(bytes, constants, 0x11));
}

// Folds whole blocks of 64 bytes into 16 bytes that have the same remainder, of which zlib makes the CRC.
//
// The constants are powers of x modulo the polynomial: Gopal and others, "Fast CRC Computation for Generic Polynomials
// Using PCLMULQDQ Instruction", Intel 2009.
__attribute__((target("pclmul"))) static inline uLong retrial_crc32_by_folding(
    uLong crc, const unsigned char *bytes, size_t count) {
  const __m128i over64 = _mm_set_epi64x(0x1C6E41596, 0x154442BD4), over16 = _mm_set_epi64x(0x0CCAA009E, 0x1751997D0);
  const __m128i *next = (const __m128i *)bytes;
  __m128i part[4];
  for (int i = 0; i < 4; i++) part[i] = _mm_loadu_si128(next++);
  part[0] = _mm_xor_si128(part[0], _mm_cvtsi32_si128((int)~crc));
  for (size_t blocks = count / 64; blocks > 1; blocks--)
    for (int i = 0; i < 4; i++)
      part[i] = _mm_xor_si128(retrial_crc32_fold(part[i], over64), _mm_loadu_si128(next++));
  for (int i = 1; i < 4; i++) part[i] = _mm_xor_si128(retrial_crc32_fold(part[i - 1], over16), part[i]);
  // What zlib inverts is the remainder so far, which stands in the 16 bytes already.
  crc = crc32_z(0xFFFFFFFF, (const unsigned char *)&part[3], 16);
  return crc32_z(crc, (const unsigned char *)next, count % 64);
}
#endif

// What `crc32_z` answers, several times as fast where the processor multiplies polynomials.
static inline uLong retrial_crc32(uLong crc, const unsigned char *bytes, size_t count) {
#if defined(__x86_64__)
  if (count >= 64 && __builtin_cpu_supports("pclmul")) return retrial_crc32_by_folding(crc, bytes, count);
#endif
  return crc32_z(crc, bytes, count);
}
