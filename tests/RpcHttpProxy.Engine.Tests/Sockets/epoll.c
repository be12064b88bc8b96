// Says what Epoll.cs takes for granted, as the headers of the system have it.
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

int main(void)
{
    printf("Size %zu\nData %zu\nEvents %zu\n", sizeof(struct epoll_event), offsetof(struct epoll_event, data), offsetof(struct epoll_event, events));
    printf("CloseOnExec %d\nCloseOnExec %d\nNonBlocking %d\n", EPOLL_CLOEXEC, EFD_CLOEXEC, EFD_NONBLOCK);
    printf("Add %d\nDelete %d\nEdgeTriggered %u\n", EPOLL_CTL_ADD, EPOLL_CTL_DEL, (unsigned)EPOLLET);
    printf("Readable %d\nWritable %d\nFailed %d\nClosed %d\nPeerFinished %d\n", EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLRDHUP);
    printf("Interrupted %d\nInProgress %d\n", EINTR, EINPROGRESS);
    return 0;
}
