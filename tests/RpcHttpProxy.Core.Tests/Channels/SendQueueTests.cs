using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Channels;

public class SendQueueTests
{
    [Fact]
    public void An_empty_queue_holds_no_buffer()
    {
        var queue = new SendQueue();
        Assert.True(queue.Peek().IsEmpty);
        queue.Enqueue(RpcPdus.Make(100, 1).AsSequence());
        Assert.True(queue.HoldsBuffer);
        queue.Dequeue();
        Assert.False(queue.HoldsBuffer);
        queue.Enqueue(RpcPdus.Make(100, 1).AsSequence());
        queue.Clear();
        Assert.Equal((0, 0, false), (queue.Count, queue.Length, queue.HoldsBuffer));
        Assert.True(queue.Peek().IsEmpty);
    }

    [Fact]
    public void A_PDU_in_many_segments_is_queued_whole()
    {
        byte[] pdu = RpcPdus.Make(64, 2);
        var queue = new SendQueue();
        queue.Enqueue(SplitSequences.ByteByByte(pdu));
        Assert.True(queue.Peek().SequenceEqual(pdu));
    }

    [Fact]
    public void The_queue_has_its_own_copy()
    {
        byte[] pdu = RpcPdus.Make(64, 3), readersBuffer = [.. pdu];
        var queue = new SendQueue();
        queue.Enqueue(readersBuffer.AsSequence());
        Array.Clear(readersBuffer);
        Assert.True(queue.Peek().SequenceEqual(pdu));
    }

    // [rpch 3.2.1.1.4/4]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_is_a_queue_whatever_is_done_to_it(int seed)
    {
        var random = new Random(seed);
        var queue = new SendQueue();
        var model = new Queue<byte[]>();
        for (int step = 0; step < 20_000; step++)
        {
            // Long runs of growing, shrinking and standing still.
            int growing = (step / 500 % 3) switch { 0 => 60, 1 => 40, _ => 50 };
            if (random.Next(1_000) == 0)
            {
                queue.Clear();
                model.Clear();
            }
            else if (random.Next(100) < growing)
            {
                byte[] pdu = RpcPdus.Make(random.Next(16, random.Next(10) == 0 ? 6_000 : 100), step);
                pdu.CopyTo(queue.Reserve(pdu.Length));
                model.Enqueue(pdu);
            }
            else if (model.Count > 0)
            {
                queue.Dequeue();
                model.Dequeue();
            }

            Assert.Equal(model.Count, queue.Count);
            Assert.Equal(model.Sum(pdu => pdu.Length), queue.Length);
            Assert.Equal(model.Count > 0, queue.HoldsBuffer);
            Assert.True(queue.Peek().SequenceEqual(model.TryPeek(out byte[]? first) ? first : []));
        }
    }
}
