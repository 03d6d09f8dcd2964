package deploy

import (
	"context"
	"sync"
	"time"
)

// Again calls do until it succeeds, up to tries times, with a pause that doubles
// from one to the next. It stops at an error that is not worth another try.
func Again(ctx context.Context, tries int, pause time.Duration, worth func(error) bool, do func() error) error {
	for {
		err := do()
		tries--
		if err == nil || tries <= 0 || ctx.Err() != nil || !worth(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
		pause *= 2
	}
}

// Each calls do for every item, several at a time, and stops at the first failure,
// which it returns.
func Each[T any](ctx context.Context, parallel int, items []T, do func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan T)
	var wg sync.WaitGroup
	for range min(max(parallel, 1), len(items)) {
		wg.Go(func() {
			for item := range next {
				if ctx.Err() != nil {
					continue
				}
				if err := do(ctx, item); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}
