package preview

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A server that waits for nobody's request for long keeps the streams all the same.
func TestStreamsOutliveTheServersPatience(t *testing.T) {
	s := newStream()
	web := httptest.NewUnstartedServer(s)
	web.Config.ReadTimeout = 50 * time.Millisecond
	web.Start()
	defer web.Close()
	defer s.close()
	res, err := http.Get(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	time.Sleep(200 * time.Millisecond)
	s.tell(7, "")
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"version":7`) {
			return
		}
	}
	t.Errorf("the stream ended without the event: %v", lines.Err())
}
