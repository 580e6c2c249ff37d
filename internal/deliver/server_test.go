package deliver

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
)

// objectServer is a versitygw, a real object store, of this test.
type objectServer struct {
	t        testing.TB
	endpoint string
	dir      string // a folder of it for each bucket
}

const (
	testKey    = "test-key"
	testSecret = "test-secret-of-the-object-store"
)

var serverFolder string // where it was built

// buildServer builds versitygw once for all tests.
var buildServer = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "versitygw-*")
	if err != nil {
		return "", err
	}
	serverFolder = dir
	program := filepath.Join(dir, "versitygw")
	cmd := exec.Command("go", "build", "-o", program, "github.com/versity/versitygw/cmd/versitygw")
	cmd.Dir = filepath.Join("testdata", "versitygw")
	// Not from the network: go test of this house asks for nothing.
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%v: %s", err, said)
	}
	return program, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if serverFolder != "" {
		os.RemoveAll(serverFolder)
	}
	os.Exit(status)
}

// startServer starts an object store with a bucket of the name site.
func startServer(t testing.TB) *objectServer {
	t.Helper()
	program, err := buildServer()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("versitygw cannot be built:", err)
		}
		t.Skip("needs versitygw: go mod download -C internal/deliver/testdata/versitygw")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	s := &objectServer{t: t, endpoint: "http://" + address, dir: filepath.Join(t.TempDir(), "store")}
	if err := os.MkdirAll(filepath.Join(s.dir, "site"), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--port", address, "--quiet", "--keep-alive", "--access", testKey, "--secret", testSecret, "posix", s.dir)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
	})
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return s
		}
		select {
		case <-ended:
			t.Fatalf("versitygw ended: %s", said.String())
		default:
		}
		if time.Now().After(end) {
			t.Fatal("versitygw does not answer")
		}
	}
}

func testEnv(name string) string {
	return map[string]string{"AWS_ACCESS_KEY_ID": testKey, "AWS_SECRET_ACCESS_KEY": testSecret}[name]
}

// options are those of a publication to the server.
func (s *objectServer) options(e *Edition) Options {
	return Options{Dest: "s3://site/www", Edition: e, Grace: time.Hour, Bucket: BucketOptions{Endpoint: s.endpoint, Lease: 2 * time.Second, Getenv: testEnv}}
}

// store opens the server's bucket below the prefix of options.
func (s *objectServer) store() *bucket {
	s.t.Helper()
	b, err := open(s.options(nil), false)
	if err != nil {
		s.t.Fatal(err)
	}
	return b.(*bucket)
}

// head asks for what a reader would get an object with.
func (s *objectServer) head(key string) minio.ObjectInfo {
	s.t.Helper()
	b := s.store()
	info, err := b.client.StatObject(context.Background(), b.name, b.prefix+key, minio.StatObjectOptions{})
	if err != nil {
		s.t.Fatalf("%s: %v", key, err)
	}
	return info
}
