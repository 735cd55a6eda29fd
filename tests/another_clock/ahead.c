/* Preloaded, it sets a program's wall clock ahead by TAKWIN_AHEAD_S seconds. Waits go by the monotonic clock, which it
 * leaves alone: libfaketime 0.9.10, which changes waits too, lets time.sleep fail and the Java runtime hang. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long ahead_s(void)
{
    static long ahead = -1;
    if (ahead < 0) {
        const char *said = getenv("TAKWIN_AHEAD_S");
        ahead = said ? atol(said) : 0;
    }
    return ahead;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += ahead_s();
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *kept)
{
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (kept)
        *kept = exact.tv_sec;
    return exact.tv_sec;
}
