package publish

import (
	"context"
	"sync"
	"sync/atomic"
)

// each calls f with 0 to n-1 from up to jobs goroutines and returns the first
// error, after which no further call begins. Neighbours are handed out together,
// because they lie in one folder.
func each(ctx context.Context, jobs, n int, f func(i int) error) error {
	const together = 16
	if jobs > (n+together-1)/together {
		jobs = (n + together - 1) / together
	}
	var (
		next  atomic.Int64
		stop  atomic.Bool
		once  sync.Once
		first error
		wg    sync.WaitGroup
	)
	for range jobs {
		wg.Go(func() {
			for !stop.Load() {
				from := int(next.Add(together)) - together
				if from >= n {
					return
				}
				for i := from; i < min(from+together, n); i++ {
					err := ctx.Err()
					if err == nil {
						err = f(i)
					}
					if err != nil {
						once.Do(func() { first = err })
						stop.Store(true)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	return first
}
