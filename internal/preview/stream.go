package preview

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// A stream tells every connected browser that there is something to look at. It
// carries no news itself: a page asks for its own state, so that an event that
// was missed is made up by asking once after connecting.
type stream struct {
	mu      sync.Mutex
	readers map[chan []byte]struct{}
	last    []byte // newest event, given to whoever connects
	closed  chan struct{}
	once    sync.Once
}

func newStream() *stream {
	return &stream{readers: map[chan []byte]struct{}{}, closed: make(chan struct{})}
}

// tell sends version to all, and where to go to, if anywhere.
func (s *stream) tell(version uint64, follow string) {
	event := look(version, follow)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = look(version, "") // who connects later is not led away
	for c := range s.readers {
		// A reader that is slow has one event waiting, which will make it ask; it
		// needs no second one.
		select {
		case c <- event:
		default:
		}
	}
}

func look(version uint64, follow string) []byte {
	data, err := json.Marshal(struct {
		Version uint64 `json:"version"`
		Follow  string `json:"follow,omitempty"`
	}{version, follow})
	if err != nil {
		panic(err) // a number and a string always marshal
	}
	return fmt.Appendf(nil, "event: look\ndata: %s\n\n", data)
}

// close ends all connections.
func (s *stream) close() { s.once.Do(func() { close(s.closed) }) }

// keepAlive is how often an idle stream says that it is there, so that proxies
// keep it open and a browser that left is noticed.
const keepAlive = 15 * time.Second

// ServeHTTP is a stream of server-sent events.
func (s *stream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	events := make(chan []byte, 1)
	s.mu.Lock()
	s.readers[events] = struct{}{}
	hello := s.last
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.readers, events)
		s.mu.Unlock()
	}()

	control := http.NewResponseController(w)
	send := func(b []byte) bool {
		control.SetWriteDeadline(time.Now().Add(keepAlive))
		if _, err := w.Write(b); err != nil {
			return false
		}
		return control.Flush() == nil
	}
	if !send(append([]byte("retry: 500\n\n"), hello...)) {
		return
	}
	idle := time.NewTicker(keepAlive)
	defer idle.Stop()
	for {
		select {
		case e := <-events:
			if !send(e) {
				return
			}
		case <-idle.C:
			if !send([]byte(": here\n\n")) {
				return
			}
		case <-r.Context().Done():
			return
		case <-s.closed:
			return
		}
	}
}
